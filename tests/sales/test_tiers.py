"""Tiers on real receipts: up at once, down once a year, never because points were spent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import sales
import wallet
from foundation.clock import FrozenClock
from program import daily
from tests.sales.shop import LADDER, POINTS, SPEND, STATUS, TENTH, Till, earned, open_shop

NEW_YEAR = datetime(2026, 12, 31, 22, 0, tzinfo=UTC)  # midnight in Chisinau
SILVER = {
    "id": "silver", "account": "points", "reason": "Silver: double", "when": {"tiers": ["silver"]},
    "give": {"multiplier": 2, "of": ["basic"]},
}  # fmt: skip


def test_the_first_receipt_puts_a_member_on_the_first_tier_whose_threshold_is_nothing(
    till: Till,
) -> None:
    closed = till.sell(99)

    assert closed.receipt["tier"] == "bronze"
    assert closed.view.mark("tier@shop")["c"] == "bronze"


def test_the_receipt_that_crosses_the_threshold_raises_the_tier(till: Till) -> None:
    assert till.sell(9999).view.mark("tier@shop")["c"] == "bronze"

    assert till.sell(100).view.mark("tier@shop")["c"] == "silver"
    assert till.tier == "silver"


def test_one_receipt_may_rise_several_tiers(till: Till) -> None:
    assert till.sell(30_000).view.mark("tier@shop")["c"] == "gold"


def test_the_next_receipt_earns_by_the_new_tier_and_the_crossing_one_by_the_old(anna: str) -> None:
    till = open_shop(anna, earning=[TENTH, SILVER, SPEND])

    crossing = till.sell(10_000)
    after = till.sell(10_000)

    assert (earned(crossing)["points"], earned(after)["points"]) == (1000, 2000)
    assert (crossing.receipt["tier"], after.receipt["tier"]) == ("bronze", "silver")


def test_a_return_is_reckoned_with_the_tier_of_the_sale(anna: str) -> None:
    till = open_shop(anna, earning=[TENTH, SILVER, SPEND])
    crossing = till.sell(5000, 5000)

    till.give_back(crossing, sales.ReturnedLine(2))

    assert till.points == 500


def test_spending_points_never_lowers_the_tier(till: Till) -> None:
    till.sell(10_000)

    till.sell(1000, burn_points=1000)

    assert (till.tier, till.balance("status")[0]) == ("silver", 110)


def test_a_return_leaves_the_tier_until_the_review(till: Till, clock: FrozenClock) -> None:
    closed = till.sell(10_000)

    till.give_back(closed)
    assert till.tier == "silver"

    clock.set(NEW_YEAR)
    assert till.tier == "bronze"


def test_the_yearly_review_lowers_by_one_step(till: Till, clock: FrozenClock) -> None:
    till.sell(30_000)
    clock.set(NEW_YEAR - timedelta(milliseconds=1))
    assert till.tier == "gold"

    clock.set(NEW_YEAR)
    assert till.tier == "gold"  # 300 units were there when the year closed

    for year, tier in ((2027, "silver"), (2028, "bronze"), (2029, "bronze"), (2056, "bronze")):
        clock.set(NEW_YEAR.replace(year=year))
        assert till.tier == tier


def first_a_receipt(till: Till) -> None:
    till.sell(100)


def first_a_receipt_with_points(till: Till) -> None:
    till.sell(100, burn_points=100)


def first_a_hold(till: Till) -> None:
    till.hold(100, 1000)


def first_a_return(till: Till) -> None:
    till.give_back(sales.receipt_id(till.id, "R0"))


def first_a_correction(till: Till) -> None:
    wallet.adjust(till.member_id, account="points", amount=5, reason="sorry", key="a")


def first_the_daily_work(till: Till) -> None:
    daily.run_daily_work("shop")


FIRST_THINGS = [
    first_a_receipt, first_a_receipt_with_points, first_a_hold, first_a_return, first_a_correction,
    first_the_daily_work,
]  # fmt: skip


@pytest.mark.parametrize("happens", FIRST_THINGS)
@pytest.mark.parametrize(("spent", "kept"), [(30_000, "gold"), (28_000, "silver")])
def test_whatever_comes_first_after_new_year_the_review_sees_the_year_that_closed(
    anna: str, clock: FrozenClock, happens: Any, spent: int, kept: str
) -> None:
    lasting = POINTS | {"expiry": {"kind": "rolling", "months": 24}}
    till = open_shop(anna, accounts={"points": lasting, "status": STATUS})
    till.sell(100, receipt_no="R0")
    till.sell(30_000)
    clock.set(NEW_YEAR + timedelta(days=1))
    daily.run_daily_work("shop")
    till.sell(spent)
    clock.set(NEW_YEAR + timedelta(days=365, hours=9))

    happens(till)

    assert till.tier == kept
    daily.run_daily_work("shop")
    assert till.tier == kept


def test_a_receipt_of_last_year_that_comes_in_january_does_not_count_for_this_years_tier(
    till: Till, clock: FrozenClock
) -> None:
    clock.set(NEW_YEAR + timedelta(hours=8))

    closed = till.sell(30_000, occurred_at=NEW_YEAR - timedelta(hours=1))

    assert earned(closed)["status"] == 300
    assert (till.balance("status")[0], till.tier) == (0, "bronze")
    assert closed.view.mark("tier@shop")["c"] == "bronze"


def test_status_owed_after_a_return_counts_against_the_next_tier(anna: str) -> None:
    accounts = {"points": POINTS, "status": STATUS | {"negative": "debt"}}
    till = open_shop(anna, accounts=accounts, tiers=LADDER | {"downgrade": "by_balance"})
    closed = till.sell(5000)
    wallet.burn(till.member_id, account="status", amount=50, key="b")
    till.give_back(closed)

    assert till.sell(12_000).view.mark("tier@shop")["c"] == "bronze"
    assert till.sell(3000).view.mark("tier@shop")["c"] == "silver"
