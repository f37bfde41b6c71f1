"""Clearing through the till: partners, rates of the sale, late rows, days that are frozen."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pymongo.database import Database

import wallet
from foundation import database as house_database
from foundation import ids
from foundation.clock import FrozenClock
from program import partners
from sales import ReturnedLine, clearing, draws
from sales.clearing.queries import closing_id, find_closings
from tests.sales.clearing.coalition import SHOPS, draw, nets, open_coalition, settlements
from tests.sales.shop import Till, open_shop

Records = Database[dict[str, Any]]
MICRO = partners.PER_MINOR


@pytest.fixture
def till(anna: str) -> Till:
    """A till that serves Anna for every partner of the coalition."""
    return open_coalition(anna)


def test_a_partner_owes_for_units_issued_and_gets_for_units_accepted(till: Till) -> None:
    till.sell(10_000, store_id="m")  # 1,000 points of 1 cent, and a tenth of commission
    till.sell(10_000, store_id="h", burn_points=400)
    draw(till.member_id)

    (day,) = settlements()

    hertz, macys = day.settlements
    assert (macys.issued, macys.owes, macys.commission) == (
        {"points": 1000}, 1000 * MICRO, 100 * MICRO,
    )  # fmt: skip
    assert (hertz.accepted, hertz.gets) == ({"points": 400}, 400 * MICRO)
    assert nets([day]) == {"2026-03-02": {"macys": -1100, "hertz": -560}}
    assert day.operator_net_minor == 1660


def test_sales_of_no_partner_are_not_cleared(till: Till) -> None:
    till.sell(10_000, store_id="own")
    draw(till.member_id)

    assert settlements() == []


def test_a_return_goes_at_the_rate_of_the_sale_on_the_day_of_the_return(
    till: Till, clock: FrozenClock
) -> None:
    sold = till.sell(10_000, store_id="m")
    clock.set(datetime(2026, 3, 5, 10, tzinfo=UTC))
    till.sell(10_000, store_id="m")
    till.give_back(sold)
    draw(till.member_id)

    assert nets(settlements()) == {"2026-03-02": {"macys": -1100}, "2026-03-05": {"macys": -1100}}


def test_points_given_back_are_taken_from_the_partner_that_accepted_them(till: Till) -> None:
    till.sell(10_000, store_id="h")
    bought = till.sell(10_000, store_id="m", burn_points=1000)

    till.void(bought)
    draw(till.member_id)

    (day,) = settlements(partner="macys")
    assert (day.settlements[0].issued, day.settlements[0].accepted) == (
        {"points": 0}, {"points": 0},
    )  # fmt: skip
    assert day.settlements[0].net == 0


def test_entries_handed_over_twice_are_counted_once(till: Till) -> None:
    till.sell(10_000, store_id="m")

    for _ in range(3):
        draw(till.member_id)

    assert nets(settlements()) == {"2026-03-02": {"macys": -1100}}


def test_a_closed_day_has_numbers_and_what_comes_late_falls_into_the_next(
    till: Till, clock: FrozenClock
) -> None:
    first = till.sell(10_000, store_id="m")
    till.sell(10_000, store_id="h")
    draw(till.member_id)
    forgotten = till.sale(5_000, store_id="m")
    clock.set(datetime(2026, 3, 3, 10, tzinfo=UTC))
    (closed,) = clearing.close_due("shop")
    till.close(forgotten)
    till.give_back(first, ReturnedLine(1, amount_minor=4_000))
    draw(till.member_id)

    days = settlements()

    assert [found.number for found in closed.settlements] == ["shop-000001", "shop-000002"]
    assert days[0] == closed
    assert nets(days) == {
        "2026-03-02": {"hertz": -1000, "macys": -1100},
        "2026-03-03": {"macys": -550 + 440},
    }
    clock.set(datetime(2026, 3, 4, 10, tzinfo=UTC))
    (following,) = clearing.close_due("shop")
    assert [found.number for found in following.settlements] == ["shop-000003"]


def test_a_day_closes_an_hour_after_its_midnight_and_only_once(
    till: Till, clock: FrozenClock
) -> None:
    till.sell(10_000, store_id="m")
    draw(till.member_id)

    clock.set(datetime(2026, 3, 2, 22, 30, tzinfo=UTC))  # half past midnight in Chisinau
    too_early = clearing.close_due("shop")
    clock.set(datetime(2026, 3, 2, 23, 1, tzinfo=UTC))
    closed, again = clearing.close_due("shop"), clearing.close_due("shop")

    assert (too_early, len(closed), again) == ([], 1, [])
    assert clearing.close_day("shop", date(2026, 3, 2)) is None


def test_a_closing_that_died_is_finished_and_counts_every_row_once(
    till: Till, clock: FrozenClock, database: Records
) -> None:
    till.sell(10_000, store_id="m")
    till.sell(10_000, store_id="h")
    draw(till.member_id)
    clock.set(datetime(2026, 3, 3, 10, tzinfo=UTC))
    database["clearing_closings"].insert_one(
        {"_id": "shop#1", "program": "shop", "n": 1, "day": "2026-03-02", "state": "closing",
         "attempts": ["clo_dead"]}
    )  # fmt: skip
    row = database["clearing"].find_one({"program": "shop"}) or {}
    database["clearing"].update_one({"_id": row["_id"]}, {"$set": {"s": "clo_dead"}})
    seen = nets(settlements())

    (closed,) = clearing.close_due("shop")

    assert nets([closed]) == seen == {"2026-03-02": {"hertz": -1000, "macys": -1100}}


def test_what_a_lost_attempt_took_late_is_settled_next(
    till: Till, clock: FrozenClock, database: Records
) -> None:
    till.sell(10_000, store_id="m")
    draw(till.member_id)
    clock.set(datetime(2026, 3, 3, 10, tzinfo=UTC))
    clearing.close_due("shop")
    losing = {"$push": {"attempts": "clo_slow"}}
    database["clearing_closings"].update_one({"_id": "shop#1"}, losing)
    till.sell(10_000, store_id="h")
    draw(till.member_id)
    taken = {"program": "shop", "s": ""}
    database["clearing"].update_many(taken, {"$set": {"s": "clo_slow"}})
    till.sell(1_000, store_id="h")
    draw(till.member_id)

    clock.set(datetime(2026, 3, 4, 10, tzinfo=UTC))
    (closed,) = clearing.close_due("shop")

    assert nets([closed]) == {"2026-03-03": {"hertz": -1100}}


def test_rows_are_rebuilt_from_the_journal(till: Till, database: Records) -> None:
    till.sell(10_000, store_id="m")
    till.sell(10_000, store_id="h", burn_points=400)
    draw(till.member_id)
    before = settlements()
    rows = house_database.collection("clearing")
    gone = rows.find_one({"partner": "macys"}) or {}
    rows.delete_one({"_id": gone["_id"]})
    rows.update_one({"partner": "hertz", "kind": "accept"}, {"$set": {"units": 1}})

    found = clearing.rebuild()
    again = clearing.rebuild()

    assert (found.rows, found.missing, found.different, found.frozen) == (3, 1, 1, 0)
    assert (again.rows, again.missing, again.different, again.frozen) == (3, 0, 0, 0)
    assert settlements() == before


def test_a_row_of_a_closed_day_is_not_changed_by_a_rebuilding(
    till: Till, clock: FrozenClock, database: Records
) -> None:
    till.sell(10_000, store_id="m")
    draw(till.member_id)
    clock.set(datetime(2026, 3, 3, 10, tzinfo=UTC))
    (closed,) = clearing.close_due("shop")
    database["clearing"].update_one({"partner": "macys"}, {"$set": {"units": 1}})

    found = clearing.rebuild()

    assert (found.different, found.frozen) == (0, 1)
    assert settlements() == [closed]


def test_many_members_of_one_day_make_one_settlement(till: Till) -> None:
    others = [ids.new("mem") for _ in range(5)]
    for number, member_id in enumerate(others):
        wallet.open_wallet(member_id)
        Till(member_id, id=f"trm_{number}").sell(10_000, store_id="h")
    draw(*others)

    assert nets(settlements()) == {"2026-03-02": {"hertz": -5000}}


def test_entries_are_not_even_opened_where_no_program_has_partners(anna: str) -> None:
    open_shop(anna).sell(1000)
    entries = wallet.get_history(anna).entries
    unreadable = [entry | {"x": b"not a receipt"} for entry in entries]

    clearing.on_entry_posted(unreadable)
    draws.on_entry_posted(unreadable)


def test_a_program_that_gets_partners_is_seen_with_its_first_entry(
    anna: str, database: Records
) -> None:
    open_shop(anna).sell(1000)
    draw(anna)
    till = open_shop(anna, partners=SHOPS)

    till.sell(1000, store_id="m", receipt_no="R9")
    draw(anna)

    assert database["clearing"].count_documents({}) == 1


@pytest.mark.parametrize("many", [0, 1, 2, 37, 70])
def test_the_last_closings_are_found_however_many_there_are(database: Records, many: int) -> None:
    closings = [
        {"_id": closing_id("shop", n), "program": "shop", "n": n, "day": f"day {n}"}
        for n in range(1, many + 1)
    ]
    if closings:
        database["clearing_closings"].insert_many(closings)

    found = [closing["n"] for closing in find_closings("shop", latest=3)]

    assert found == [n for n in (many, many - 1, many - 2) if n > 0]
