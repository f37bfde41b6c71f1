from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import money

CURRENCIES = st.sampled_from(["EUR", "MDL", "JPY", "KWD"])


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12.50", "EUR", 1250), ("12.5", "MDL", 1250), ("0", "RUB", 0), ("-0.01", "EUR", -1),
        ("1250", "JPY", 1250), ("1.005", "KWD", 1005), ("12.500", "EUR", 1250),
        (Decimal("999999999999.99"), "EUR", 99999999999999),
    ],
)  # fmt: skip
def test_amounts_become_whole_minor_units(amount: Decimal | str, currency: str, minor: int) -> None:
    assert money.to_minor(amount, currency) == minor


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("0.001", "EUR"), ("0.5", "JPY"), ("1.0005", "TND"), ("NaN", "EUR"), ("Infinity", "EUR")],
)
def test_a_fraction_of_the_smallest_unit_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(ValueError, match=amount):
        money.to_minor(amount, currency)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [(1250, "EUR", "12.50 EUR"), (5, "EUR", "0.05 EUR"), (-5, "EUR", "-0.05 EUR"),
     (1250, "JPY", "1250 JPY"), (1250, "KWD", "1.250 KWD"), (0, "EUR", "0.00 EUR"),
     (10**15, "EUR", "10000000000000.00 EUR")],
)  # fmt: skip
def test_amounts_are_written_with_the_digits_of_their_currency(
    minor: int, currency: str, text: str
) -> None:
    assert money.spell(minor, currency) == text


@given(st.integers(-(10**15), 10**15), CURRENCIES)
def test_an_amount_written_is_the_amount_read(minor: int, currency: str) -> None:
    text = money.spell(minor, currency).removesuffix(f" {currency}")

    assert money.to_minor(text, currency) == minor


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]), (100, [3, 3, 1], [43, 43, 14]), (1, [5, 5], [1, 0]),
        (10, [0, 5], [0, 10]), (10, [0, 0], [0, 0]), (10, [], []), (0, [1, 2], [0, 0]),
    ],
)  # fmt: skip
def test_a_total_is_shared_out_to_the_last_unit(
    total: int, weights: list[int], parts: list[int]
) -> None:
    assert money.share_out(total, weights) == parts


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=9))
def test_parts_sum_to_the_total_and_lie_next_to_their_exact_share(
    total: int, weights: list[int]
) -> None:
    parts = money.share_out(total, weights)

    whole = sum(weights)
    assert sum(parts) == (total if whole else 0)
    for part, weight in zip(parts, weights, strict=True):
        assert not whole or abs(part * whole - total * weight) < whole
