from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program.rounding import round_ratio, spread


@pytest.mark.parametrize(
    ("numerator", "floor", "half_up", "half_even", "ceil"),
    [
        (0, 0, 0, 0, 0),
        (24, 2, 2, 2, 3),
        (25, 2, 3, 2, 3),
        (26, 2, 3, 3, 3),
        (35, 3, 4, 4, 4),
        (40, 4, 4, 4, 4),
    ],
)
def test_a_ratio_is_rounded_by_its_mode(
    numerator: int, floor: int, half_up: int, half_even: int, ceil: int
) -> None:
    assert round_ratio(numerator, 10, "floor") == floor
    assert round_ratio(numerator, 10, "half_up") == half_up
    assert round_ratio(numerator, 10, "half_even") == half_even
    assert round_ratio(numerator, 10, "ceil") == ceil


def test_the_largest_remainder_gets_the_unit_that_is_left() -> None:
    assert spread(10, [1, 1, 1]) == [4, 3, 3]
    assert spread(100, [2, 1, 0]) == [67, 33, 0]
    assert spread(5, [0, 0]) == [0, 0]


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_shares_sum_to_the_total_and_stay_within_one_of_their_part(
    total: int, weights: list[int]
) -> None:
    shares = spread(total, weights)

    whole = sum(weights)
    assert sum(shares) == (total if whole else 0)
    for share, weight in zip(shares, weights, strict=True):
        assert share >= 0
        assert not whole or abs(share * whole - total * weight) < whole
