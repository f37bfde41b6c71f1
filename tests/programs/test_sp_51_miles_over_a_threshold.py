"""Statuses by miles flown in a calendar year; the highest takes more than 100,000."""

from __future__ import annotations

from decimal import Decimal

import pytest

from program import Line
from tests.programs.shop import a_shop, goods

pytestmark = pytest.mark.sp(51)
NAME = "miles-status-over-threshold"


def a_flight(miles: int, no: int = 1) -> Line:
    return goods(no, 500, sku="FLIGHT", category="flight", quantity=Decimal(miles))


@pytest.mark.parametrize(
    ("miles", "tier"),
    [
        (24_999, "member"), (25_000, "silver"), (50_000, "gold"), (75_000, "platinum"),
        (100_000, "platinum"), (100_001, "chairman"),
    ],
)  # fmt: skip
def test_exactly_the_threshold_is_not_enough_for_the_highest(miles: int, tier: str) -> None:
    till = a_shop(NAME, at="2026-05-01 12:00").till()

    till.pay(a_flight(miles))

    assert till.tier == tier


def test_what_is_missing_counts_the_mile_above_the_threshold() -> None:
    till = a_shop(NAME, at="2026-05-01 12:00").till()
    till.pay(a_flight(100_000))

    step = till.quote(goods(1, 1)).evaluation.next

    assert step is not None
    assert (step.code, step.missing) == ("chairman", 1)


def test_bonus_miles_bring_no_status() -> None:
    till = a_shop(NAME, at="2026-05-01 12:00").till()

    till.pay(a_flight(10_000), goods(2, 60_000, category="partner"))

    assert (till.balance("miles")[0], till.balance("flown")[0]) == (130_000, 10_000)
    assert till.tier == "member"


def test_the_counter_begins_anew_on_the_first_of_january() -> None:
    shop = a_shop(NAME, at="2026-12-31 23:00")
    till = shop.till()
    till.pay(a_flight(60_000))
    assert till.tier == "gold"

    shop.at("2027-01-01 00:00")
    assert (till.balance("flown")[0], till.tier) == (0, "gold")
    till.pay(a_flight(20_000))
    assert (till.balance("flown")[0], till.tier) == (20_000, "gold")

    shop.at("2028-01-01 00:00")
    assert (till.balance("flown")[0], till.tier) == (0, "member")
