"""The price before a reduction is the lowest of the days before it, not of the reduction itself."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from program import prior_price, read_manifest, unit_price
from tests.sales.shop import a_program

TODAY = date(2026, 3, 31)


def days_ago(prices: dict[int, int]) -> dict[date, int]:
    """Give prices by the day, from prices by how many days ago."""
    return {TODAY - timedelta(days=n): price for n, price in prices.items()}


@pytest.mark.parametrize(
    ("known", "price", "expected"),
    [
        ({}, None, None),
        ({1: 100, 2: 90, 3: 110}, None, 90),
        ({30: 80, 31: 70}, None, 80),
        ({0: 50, 1: 100}, None, 100),
        ({1: 60, 2: 60, 3: 100, 4: 95}, 60, 95),
        ({1: 60, 2: 60}, 60, None),
        ({1: 60, 5: 100, 31: 90}, 60, 90),
        ({1: 100, 2: 60}, 60, 60),
    ],
)
def test_the_lowest_price_of_thirty_days_before_the_reduction(
    known: dict[int, int], price: int | None, expected: int | None
) -> None:
    assert prior_price(days_ago(known), TODAY, days=30, price_minor=price) == expected


@pytest.mark.parametrize(
    ("amount", "quantity", "expected"),
    [(300, "2", 150), (100, "3", 33), (101, "2", 51), (123, "0.325", 378), (0, "1", None)],
)
def test_a_unit_price_is_rounded_half_up(amount: int, quantity: str, expected: int | None) -> None:
    assert unit_price(amount, Decimal(quantity)) == expected


def test_a_program_asks_for_prior_prices_in_its_manifest() -> None:
    asked = read_manifest(a_program(prior_price={"per_store": True})).terms.prior_price

    assert asked is not None
    assert (asked.days, asked.per_store) == (30, True)
    assert read_manifest(a_program()).terms.prior_price is None
