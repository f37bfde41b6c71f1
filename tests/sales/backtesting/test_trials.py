"""Trials are followed, cancelled, taken over from a worker that died, and given up in the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pymongo.database import Database

import wallet
from foundation import clock as house_clock
from foundation.clock import FrozenClock
from sales import backtesting
from tests.sales.shop import a_program, open_shop

Records = Database[dict[str, Any]]


class Enough(Exception):
    """What somebody who is told of progress raises to end it all."""


def ask_for_one() -> str:
    """Let a member buy something, and ask for a backtest."""
    wallet.open_wallet("mem_anna")
    open_shop("mem_anna").sell(10_000)
    wanted = {"manifests": [("tried", a_program())], "since": None, "until": None}
    asked = backtesting.request_trial("backtest", "shop", wanted, by="olga")
    return str(asked["id"])


def look_at(trial_id: str) -> dict[str, Any]:
    """Give the trial as it is shown."""
    return backtesting.get_trial("backtest", "shop", trial_id)


def leave_in_the_middle(database: Records, trial_id: str, *, tries: int = 1) -> None:
    """Leave a trial as a worker does that is killed."""
    running = {"state": "running", "percent": 40, "tries": tries}
    database["trials"].update_one({"_id": trial_id}, {"$set": running})


def later(database: Records, trial_id: str) -> None:
    """Let two minutes go by in which no worker tells of a trial."""
    before = house_clock.wall() - timedelta(minutes=2)
    database["trials"].update_one({"_id": trial_id}, {"$set": {"touched_at": before}})


def test_a_trial_that_waits_is_cancelled_and_never_done(
    database: Records, clock: FrozenClock
) -> None:
    trial_id = ask_for_one()

    cancelled = backtesting.cancel_trial("backtest", "shop", trial_id)

    assert cancelled["state"] == "cancelled"
    assert backtesting.run_waiting(processes=0) == 0
    assert look_at(trial_id)["result"] is None


def test_what_is_done_stays_done_when_it_is_cancelled(
    database: Records, clock: FrozenClock
) -> None:
    trial_id = ask_for_one()
    backtesting.run_waiting(processes=1)

    late = backtesting.cancel_trial("backtest", "shop", trial_id)

    assert (late["state"], late["percent"]) == ("done", 100)
    assert late["result"]["programs"][0]["receipts"] == 1


def test_a_trial_of_which_nothing_is_heard_was_interrupted_and_is_done_again(
    database: Records, clock: FrozenClock
) -> None:
    trial_id = ask_for_one()
    leave_in_the_middle(database, trial_id)
    at_once = look_at(trial_id)["state"], backtesting.run_waiting(processes=0)
    later(database, trial_id)

    before = look_at(trial_id)["state"]
    ran = backtesting.run_waiting(processes=0)

    assert at_once == ("running", 0)
    assert (before, ran, look_at(trial_id)["state"]) == ("interrupted", 1, "done")


def test_what_has_ended_three_workers_is_given_up(database: Records, clock: FrozenClock) -> None:
    trial_id = ask_for_one()
    leave_in_the_middle(database, trial_id, tries=3)
    later(database, trial_id)

    ran = backtesting.run_waiting(processes=0)

    assert (ran, look_at(trial_id)["state"]) == (0, "failed")
    assert "3 times" in look_at(trial_id)["error"]


def test_a_running_backtest_stops_when_it_is_cancelled(
    database: Records, clock: FrozenClock
) -> None:
    told: list[int] = []

    def tell(done: int) -> None:
        told.append(done)
        raise Enough

    ask_for_one()
    with pytest.raises(Enough):
        backtesting.run(backtesting.Journals.here(), [a_program()], on_progress=tell)

    assert len(told) == 1
