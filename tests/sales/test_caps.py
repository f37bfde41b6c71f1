"""Caps across receipts: what a day lets through, and what a return gives room for again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from foundation.clock import FrozenClock
from sales import ReturnedLine
from tests.builders import a_line
from tests.sales.shop import POINTS, SPEND, STATUS, TENTH, Till, at_once, earned, open_shop

CAPPED: dict[str, Any] = {"points": POINTS | {"caps": {"day": 500}}, "status": STATUS}


@pytest.fixture
def capped(anna: str) -> Till:
    """A till where a day gives 500 points at most: those of 50 euros."""
    return open_shop(anna, accounts=CAPPED)


def test_a_day_gives_no_more_than_its_cap_however_many_receipts(capped: Till) -> None:
    found = [capped.sell(3000) for _ in range(3)]

    assert [earned(closed).get("points", 0) for closed in found] == [300, 200, 0]
    assert [closed.receipt["earned"][0]["cap"] for closed in found] == [
        None,
        "points/day",
        "points/day",
    ]
    assert [earned(closed)["status"] for closed in found] == [30, 30, 30]
    assert capped.points == 500


def test_a_capped_movement_names_the_cap(capped: Till) -> None:
    closed = capped.sell(9000)

    assert closed.moves[0]["n"] == 500
    assert closed.moves[0]["w"]["cap"] == "points/day"


def test_the_next_day_of_the_program_begins_anew(capped: Till, clock: FrozenClock) -> None:
    clock.set(datetime(2026, 3, 2, 21, 59, tzinfo=UTC))
    capped.sell(9000)
    assert earned(capped.sell(1000)).get("points", 0) == 0

    clock.advance(minutes=1)

    assert earned(capped.sell(9000))["points"] == 500


def test_receipts_that_come_late_count_for_the_day_on_which_they_were_made(
    capped: Till, clock: FrozenClock
) -> None:
    yesterday = clock.now() - timedelta(days=1)
    capped.sell(9000)

    assert earned(capped.sell(9000, occurred_at=yesterday))["points"] == 500
    assert earned(capped.sell(9000, occurred_at=yesterday)).get("points", 0) == 0
    assert earned(capped.sell(9000)).get("points", 0) == 0


def test_receipts_of_several_days_uploaded_in_any_order_keep_to_each_days_cap(
    capped: Till, clock: FrozenClock
) -> None:
    days = [clock.now() - timedelta(days=back) for back in (1, 0, 1, 2, 0, 1, 2)]

    found = [earned(capped.sell(4000, occurred_at=day)).get("points", 0) for day in days]

    assert found == [400, 400, 100, 400, 100, 0, 100]


def test_two_receipts_of_one_day_closed_at_once_share_the_cap(capped: Till) -> None:
    at_once([lambda n=n: Till(capped.member_id, id=f"trm_{n}").sell(4000) for n in range(4)])

    assert capped.points == 500


def test_a_cap_of_one_rule_leaves_the_others_alone(anna: str) -> None:
    coffee = TENTH | {
        "id": "coffee", "when": {"categories": ["coffee"]}, "give": {"points": 50, "per_items": 1},
        "caps": {"day": 100},
    }  # fmt: skip
    till = open_shop(anna, earning=[TENTH, coffee, SPEND])

    first = till.sell(a_line(1, 300, category="coffee"), a_line(2, 1000))
    second = till.sell(a_line(1, 300, category="coffee"), a_line(2, 300, category="coffee"))

    assert (earned(first)["points"], earned(second)["points"]) == (130 + 50, 60 + 50)


def test_a_returned_receipt_gives_its_room_under_the_cap_back(capped: Till) -> None:
    capped.give_back(capped.sell(4000))

    assert earned(capped.sell(4000))["points"] == 400
    assert earned(capped.sell(4000))["points"] == 100
    assert capped.points == 500


@pytest.mark.parametrize("undo", ["void", "reopen"])
def test_a_receipt_cancelled_and_rung_up_again_earns_as_if_for_the_first_time(
    capped: Till, undo: str
) -> None:
    closed = capped.sell(9000, receipt_no="R1")
    getattr(capped, undo)(closed)

    again = capped.sell(9000, key="again", receipt_no="R1" if undo == "reopen" else "R2")

    assert earned(again)["points"] == 500
    assert capped.points == 500


def test_a_part_that_comes_back_gives_room_only_for_points_taken_back(capped: Till) -> None:
    closed = capped.sell(4000, 2000)  # 600 wanted, 500 let through

    capped.give_back(closed, ReturnedLine(2))
    assert capped.points == 400
    assert earned(capped.sell(4000))["points"] == 100


def test_a_return_on_another_day_gives_no_room_on_that_day(
    capped: Till, clock: FrozenClock
) -> None:
    closed = capped.sell(9000)
    clock.advance(days=1)
    capped.sell(9000)
    capped.give_back(closed)

    assert earned(capped.sell(9000)).get("points", 0) == 0
    assert capped.points == 500
