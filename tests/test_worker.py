"""The worker: draws what was lost, does what is due, and steps back while another works."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

import bootstrap
import members
import program
import sales
import wallet
import worker
from foundation import clock as house_clock
from foundation import ids
from foundation.clock import FrozenClock
from foundation.config import Config
from jobs import Follower, run_due
from sales import ReturnedLine, backtesting
from tests.sales.shop import Till, a_program, open_shop

Records = Database[dict[str, Any]]
_ENDED = ("done", "failed")


@pytest.fixture
def till(config: Config, database: Records, clock: FrozenClock) -> Till:
    """A till that serves Anna, whose wallet is open."""
    bootstrap.configure(config)
    member_id = ids.new("mem")
    wallet.open_wallet(member_id)
    return open_shop(member_id)


def a_worker() -> Follower:
    """Give a worker that has just started."""
    return Follower(worker.SOURCES, worker.SUBSCRIBERS)


def violations(member_id: str) -> list[str]:
    """Prove a wallet from its journal."""
    audit = wallet.Audit()
    wallet.verify_wallet(member_id, audit)
    return [str(found) for found in audit.violations]


def test_a_lost_picture_of_a_receipt_is_drawn_again(till: Till, database: Records) -> None:
    closed = till.sell(1000, 2000)
    after = till.give_back(closed, ReturnedLine(1))
    drawn = database["receipts"].find_one({"_id": after.receipt["_id"]})
    database["receipts"].delete_one({"_id": after.receipt["_id"]})

    assert sales.get_receipt(after.receipt["_id"]) == after.receipt
    worker.run_once(a_worker())

    assert database["receipts"].find_one({"_id": after.receipt["_id"]}) == drawn


def test_an_old_picture_of_a_receipt_is_brought_up(till: Till, database: Records) -> None:
    closed = till.sell(1000, 2000)
    old = database["receipts"].find_one({"_id": closed.receipt["_id"]}) or {}
    after = till.give_back(closed, ReturnedLine(1))
    database["receipts"].replace_one({"_id": old["_id"]}, old)

    worker.run_once(a_worker())

    kept = database["receipts"].find_one({"_id": old["_id"]}) or {}
    assert (kept["n"], kept["state"]) == (1, "partially_returned")
    assert till.give_back(after).receipt["state"] == "returned"


def test_a_head_that_fell_behind_is_brought_up(till: Till, database: Records) -> None:
    till.sell(1000)
    old = database["heads"].find_one({"_id": till.member_id}) or {}
    till.sell(2000)
    now = database["heads"].find_one({"_id": till.member_id})
    database["heads"].replace_one({"_id": till.member_id}, old)

    worker.run_once(a_worker())

    assert database["heads"].find_one({"_id": till.member_id}) == now
    assert (till.points, violations(till.member_id)) == (300, [])


def test_a_head_that_is_gone_is_made_again_with_its_cards(till: Till, database: Records) -> None:
    anna = Till(members.enroll(profile={"name": {"given": "Anna"}})["id"])
    worker.run_once(a_worker())
    anna.sell(1000)
    now = database["heads"].find_one({"_id": anna.member_id}) or {}
    database["heads"].delete_one({"_id": anna.member_id})

    worker.run_once(a_worker())

    assert database["heads"].find_one({"_id": anna.member_id}) == now
    assert len(now["cards"]) == 1
    assert violations(anna.member_id) == []


def test_events_are_handed_on_once(till: Till) -> None:
    till.sell(1000)
    follower = a_worker()

    assert [worker.run_once(follower), worker.run_once(follower)] == [1, 0]

    till.sell(1000)
    assert worker.run_once(follower) == 1


def test_a_worker_steps_back_while_another_holds_the_lease(till: Till, database: Records) -> None:
    till.sell(1000)
    until = house_clock.wall() + timedelta(seconds=30)
    lease = {"_id": "worker.follow", "holder": "elsewhere:1", "until": until}
    database["leases"].insert_one(lease)
    follower = a_worker()
    assert worker.run_once(follower) == 0

    past = {"until": house_clock.wall() - timedelta(seconds=1)}
    database["leases"].update_one({"_id": "worker.follow"}, {"$set": past})

    assert worker.run_once(follower) == 1


def test_workers_that_run_at_once_leave_everything_right(till: Till, database: Records) -> None:
    closed = till.sell(1000, 2000)
    till.give_back(closed, ReturnedLine(2))
    database["receipts"].delete_one({"_id": closed.receipt["_id"]})
    database["heads"].delete_one({"_id": till.member_id})

    with ThreadPoolExecutor(3) as hands:
        list(hands.map(lambda _: worker.run_once(a_worker()), range(3)))

    assert (database["receipts"].find_one({"_id": closed.receipt["_id"]}) or {})["n"] == 1
    assert (till.points, violations(till.member_id)) == (100, [])


def test_the_daily_work_is_done_by_the_worker(
    till: Till, database: Records, clock: FrozenClock
) -> None:
    till.sell(1000)
    clock.set(datetime.fromisoformat("2026-09-02T21:00:00+00:00"))

    run_due(worker.TASKS)

    kinds = [move["t"] for move in wallet.get_history(till.member_id).entries[0]["m"]]
    assert kinds == ["expire"]
    assert (database["leases"].find_one({"_id": "programs.daily_work"}) or {})["done_at"]


def test_trials_are_done_apart_from_the_tasks(till: Till) -> None:
    till.sell(1000)
    wanted = {"manifests": [("tried", a_program())], "since": None, "until": None}
    asked = backtesting.request_trial("backtest", "shop", wanted, by="olga")
    run_due(worker.TASKS)
    untouched = backtesting.get_trial("backtest", "shop", asked["id"])["state"]

    stop = threading.Event()
    thread = threading.Thread(target=worker.keep_up_trials, args=(stop,))
    thread.start()
    while backtesting.get_trial("backtest", "shop", asked["id"])["state"] not in _ENDED:
        stop.wait(0.1)
    stop.set()
    thread.join()

    assert untouched == "waiting"
    assert backtesting.get_trial("backtest", "shop", asked["id"])["state"] == "done"


def test_a_program_that_begins_later_does_not_stop_the_work_of_the_others(
    till: Till, clock: FrozenClock
) -> None:
    till.sell(1000)
    later = clock.now() + timedelta(days=3650)
    program.apply(a_program(code="bakery"), author="olga", effective_at=later)
    clock.set(datetime.fromisoformat("2026-09-02T21:00:00+00:00"))

    run_due(worker.TASKS)

    assert wallet.get_wallet(till.member_id).seq == 2


def test_a_second_program_leaves_the_tiers_of_the_first_alone(
    till: Till, clock: FrozenClock
) -> None:
    without_tiers = {
        "code": "bakery",
        "name": "Bakery",
        "currency": "EUR",
        "zone": "Europe/Chisinau",
    }
    program.apply(json.dumps(without_tiers), author="olga")
    till.sell(30_000)
    clock.set(datetime.fromisoformat("2026-09-02T21:00:00+00:00"))

    run_due(worker.TASKS)

    assert wallet.get_wallet(till.member_id).mark("tier@shop")["c"] == "gold"
    assert wallet.get_wallet(till.member_id).seq == 2


def test_a_member_s_new_status_reaches_the_wallet(
    till: Till, config: Config, database: Records
) -> None:
    anna = members.enroll(profile={"name": {"given": "Anna"}})
    members.suspend(anna["id"], reason="fraud", operator_id="opr_olga")

    follower = a_worker()
    worker.run_once(follower)
    worker.run_once(follower)

    assert wallet.get_wallet(anna["id"]).mark("barred") == "suspended"
    assert wallet.get_wallet(anna["id"]).seq == 2  # After the day of joining.


def test_every_subscriber_and_task_has_a_name_of_its_own() -> None:
    names = [one.name for one in (*worker.SUBSCRIBERS, *worker.TASKS)]

    assert len(names) == len(set(names))
