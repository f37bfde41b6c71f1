"""The daily work: writes down what has come true, once; nothing depends on its being in time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

import program
import wallet
from foundation.clock import FrozenClock
from program import daily
from tests.program.manifests import text_of
from tests.program.test_standings import STATUS, TIERS

NEW_YEAR = datetime(2026, 12, 31, 21, 0, tzinfo=UTC)  # midnight in Moscow
POINTS = {"kind": "points", "expiry": {"kind": "rolling", "months": 1}, "pending": {"days": 2}}
ANNA, BORIS = "mem_anna", "mem_boris"
Records = Database[dict[str, Any]]


@pytest.fixture(autouse=True)
def _club(database: Records, clock: FrozenClock) -> None:
    text = text_of(accounts={"points": POINTS, "status": STATUS}, tiers=TIERS)
    program.apply(text, author="olga")
    for owner_id in (ANNA, BORIS):
        wallet.open_wallet(owner_id)


def earn(owner_id: str, account: str, amount: int, clock: FrozenClock) -> None:
    """Credit units that wake and lapse as the program says."""
    terms = program.terms_at("shop", clock.now())
    wallet.earn(
        owner_id,
        account=account,
        amount=amount,
        key=f"{owner_id} {account} {clock.now()}",
        expires_at=program.expires_at(terms, account, clock.now()),
        available_at=program.available_at(terms, account, clock.now()),
    )


def hold_tier(owner_id: str) -> None:
    """Write the tier of a member down, as a receipt does."""
    terms = program.terms_at("shop", wallet.get_wallet(owner_id).at)
    command = wallet.Command("sale")
    wallet.post(
        owner_id, command, lambda view: wallet.Decision(program.standing_of(terms, view).steps)
    )


def last_moves(owner_id: str) -> list[tuple[str, str]]:
    """List (type, account) of the last entry's moves."""
    entry = wallet.get_history(owner_id).entries[0]
    return [(move["t"], move["u"]) for move in entry["m"]]


def seq(owner_id: str) -> int:
    return wallet.get_wallet(owner_id).seq


def test_nothing_due_is_no_entry(clock: FrozenClock) -> None:
    earn(ANNA, "points", 100, clock)

    assert daily.run_daily_work("shop") == 0
    assert (seq(ANNA), seq(BORIS)) == (1, 0)


def test_points_that_wake_are_told_of_once(clock: FrozenClock) -> None:
    earn(ANNA, "points", 100, clock)
    clock.advance(days=2)

    assert [daily.run_daily_work("shop"), daily.run_daily_work("shop")] == [1, 0]
    assert last_moves(ANNA) == [("activate", "points")]


def test_points_whose_time_is_up_lapse_once(clock: FrozenClock) -> None:
    earn(ANNA, "points", 100, clock)
    clock.advance(days=40)

    assert [daily.run_daily_work("shop"), daily.run_daily_work("shop")] == [1, 0]
    assert last_moves(ANNA) == [("activate", "points"), ("expire", "points")]
    assert wallet.get_wallet(ANNA).balance("points").total == 0


def test_all_that_is_due_in_a_wallet_is_one_entry_in_the_order_of_the_day(
    clock: FrozenClock,
) -> None:
    clock.set(datetime(2026, 12, 1, 10, 0, tzinfo=UTC))
    earn(ANNA, "status", 120, clock)
    earn(ANNA, "points", 100, clock)
    hold_tier(ANNA)
    clock.set(NEW_YEAR - timedelta(days=1))
    earn(ANNA, "points", 50, clock)
    before = seq(ANNA)
    clock.set(NEW_YEAR + timedelta(days=2))

    daily.run_daily_work("shop")

    assert seq(ANNA) == before + 1
    kinds = [kind for kind, _ in last_moves(ANNA)]
    assert sorted(kinds) == ["activate", "expire", "expire"]
    assert kinds[0] == "activate"
    assert wallet.get_wallet(ANNA).mark("tier@shop")["c"] == "silver"


@pytest.mark.parametrize(("units", "after"), [(300, "gold"), (120, "silver"), (99, "bronze")])
def test_the_review_is_written_down_at_the_end_of_the_year(
    clock: FrozenClock, units: int, after: str
) -> None:
    earn(ANNA, "status", units, clock)
    hold_tier(ANNA)
    clock.set(NEW_YEAR)
    daily.run_daily_work("shop")
    assert wallet.get_wallet(ANNA).mark("tier@shop")["c"] == after

    clock.set(NEW_YEAR.replace(year=2027))
    daily.run_daily_work("shop")
    below = {"gold": "silver", "silver": "bronze", "bronze": "bronze"}[after]
    assert wallet.get_wallet(ANNA).mark("tier@shop")["c"] == below


def test_work_missed_for_years_is_made_up_for_in_one_entry(clock: FrozenClock) -> None:
    earn(ANNA, "status", 300, clock)
    hold_tier(ANNA)
    clock.set(NEW_YEAR.replace(year=2029))

    assert [daily.run_daily_work("shop"), daily.run_daily_work("shop")] == [1, 0]
    assert wallet.get_wallet(ANNA).mark("tier@shop")["c"] == "bronze"


def test_a_hold_that_ran_out_is_released_by_the_daily_work(clock: FrozenClock) -> None:
    wallet.earn(ANNA, account="points", amount=100, key="e")
    wallet.hold(ANNA, account="points", amount=60, key="h", ttl_seconds=900)
    clock.advance(minutes=15)

    assert daily.run_daily_work("shop") == 1
    assert last_moves(ANNA) == [("timeout", "points")]


def test_dead_points_cannot_be_spent_though_the_daily_work_is_dead_too(clock: FrozenClock) -> None:
    earn(ANNA, "points", 100, clock)
    clock.advance(days=40)

    with pytest.raises(wallet.InsufficientPoints, match="points is 0; 1 are needed"):
        wallet.burn(ANNA, account="points", amount=1, key="b")
    with pytest.raises(wallet.InsufficientPoints):
        wallet.hold(ANNA, account="points", amount=1, key="h")


def test_every_wallet_is_worked_through_and_each_is_reported(clock: FrozenClock) -> None:
    for owner_id in (ANNA, BORIS):
        earn(owner_id, "points", 100, clock)
    clock.advance(days=2)
    worked: list[int] = []

    assert daily.run_daily_work("shop", on_each=lambda: worked.append(1)) == 2
    assert len(worked) == 2


def test_a_broken_wallet_does_not_keep_the_others_waiting(
    database: Records, clock: FrozenClock
) -> None:
    for owner_id in (ANNA, BORIS):
        earn(owner_id, "points", 100, clock)
    database["heads"].update_one({"_id": ANNA}, {"$set": {"st": {"a": {"points": "gone"}}}})
    clock.advance(days=2)

    assert daily.run_daily_work("shop") == 1
    assert (seq(BORIS), last_moves(BORIS)) == (2, [("activate", "points")])


def test_a_member_without_a_tier_is_given_none_by_the_daily_work(clock: FrozenClock) -> None:
    wallet.earn(ANNA, account="points", amount=100, key="e")
    earn(ANNA, "points", 100, clock)
    clock.advance(days=2)

    daily.run_daily_work("shop")

    assert wallet.get_wallet(ANNA).mark("tier@shop") is None


def test_days_are_those_of_the_program_s_zone(clock: FrozenClock) -> None:
    earn(ANNA, "points", 100, clock)  # wakes on 4 March at midnight in Moscow
    clock.set(datetime(2026, 3, 3, 20, 59, 59, tzinfo=UTC))
    assert daily.run_daily_work("shop") == 0

    clock.advance(seconds=1)
    assert daily.run_daily_work("shop") == 1


def test_two_that_do_the_daily_work_at_once_do_it_once(clock: FrozenClock) -> None:
    for owner_id in (ANNA, BORIS):
        earn(owner_id, "points", 100, clock)
    clock.advance(days=2)

    with ThreadPoolExecutor(3) as hands:
        done = sum(hands.map(lambda _: daily.run_daily_work("shop"), range(3)))

    assert done == 2
    assert (seq(ANNA), seq(BORIS)) == (2, 2)
