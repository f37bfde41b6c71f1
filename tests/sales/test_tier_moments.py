"""Moments of tiers on real receipts: the daily work writes down what reads have told all along."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import wallet
from foundation.clock import FrozenClock
from program import daily
from tests.sales.shop import LADDER, Till, open_shop

ZONE = ZoneInfo("Europe/Chisinau")


def on(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZONE)


def open_club(anna: str, **changes: Any) -> Till:
    return open_shop(anna, tiers=LADDER | changes)


def settle(till: Till) -> str | None:
    """Do the daily work, twice; give the tier that is written down."""
    before = till.tier
    daily.run_daily_work("shop")
    seq = wallet.get_wallet(till.member_id).seq
    assert daily.run_daily_work("shop") == 0
    assert wallet.get_wallet(till.member_id).seq == seq
    written = wallet.get_wallet(till.member_id).mark("tier@shop")
    assert (written or {}).get("c") == before == till.tier
    return before


@pytest.mark.parametrize(
    ("upgrade", "at_once", "with_next", "april"),
    [
        ("immediate", "silver", "silver", "silver"),
        ("next_receipt", "bronze", "silver", "silver"),
        ("monthly", "bronze", "bronze", "silver"),
        ("period_end", "bronze", "bronze", "bronze"),
    ],
)
def test_a_rise_comes_at_its_moment(
    anna: str, clock: FrozenClock, upgrade: str, at_once: str, with_next: str, april: str
) -> None:
    till = open_club(anna, upgrade=upgrade)
    clock.set(on(2026, 3, 10, 12))
    till.sell(10_000)
    assert till.tier == at_once

    assert till.sell(100).receipt["tier"] == with_next
    clock.set(on(2026, 4, 1))
    assert settle(till) == april
    clock.set(on(2027, 1, 1))
    assert settle(till) == "silver"


def test_grace_is_over_on_its_day_and_whoever_makes_up_stays(anna: str, clock: FrozenClock) -> None:
    till = open_club(anna, grace_days=30)
    clock.set(on(2026, 3, 10))
    till.sell(10_000)
    clock.set(on(2028, 1, 1))
    assert settle(till) == "silver"
    clock.set(on(2028, 1, 31))
    assert settle(till) == "bronze"

    till.sell(10_000)
    clock.set(on(2030, 1, 10))
    assert till.tier == "silver"
    till.sell(10_000)
    clock.set(on(2030, 2, 15))
    assert settle(till) == "silver"


def test_idle_months_take_steps_and_a_receipt_brings_them_back(
    anna: str, clock: FrozenClock
) -> None:
    till = open_club(anna, review="none", decay={"months": 2})
    clock.set(on(2026, 3, 10, 12))
    till.sell(30_000)
    clock.set(on(2026, 5, 9, 23))
    assert settle(till) == "gold"
    clock.set(on(2026, 5, 10))
    assert settle(till) == "silver"
    clock.set(on(2026, 5, 20))
    till.sell(100)
    assert till.tier == "gold"
    clock.set(on(2026, 9, 20))
    assert settle(till) == "bronze"


def test_a_receipt_counts_for_itself_where_the_program_says_so_and_so_does_its_return(
    anna: str,
) -> None:
    double = {
        "id": "silver", "account": "points", "reason": "Double", "when": {"tiers": ["silver"]},
        "give": {"multiplier": 2, "of": ["basic"]},
    }  # fmt: skip
    basic = {"id": "basic", "account": "points", "reason": "Points", "give": {"percent": 10}}
    spend = {
        "id": "spend", "account": "status", "reason": "Spent", "base": "net",
        "give": {"points": 1, "per": 1},
    }  # fmt: skip
    till = open_shop(
        anna, earning=[basic, double, spend], tiers=LADDER | {"upgrade": "same_receipt"}
    )

    closed = till.sell(10_000)
    assert (closed.receipt["tier"], till.points) == ("silver", 2000)

    till.give_back(closed)
    assert till.points == 0
