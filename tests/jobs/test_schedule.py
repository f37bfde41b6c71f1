"""Periodic work is done by one process at a time, and by another when that one dies."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

from pymongo.database import Database

from foundation import clock
from jobs import Task, run_due, with_lease

Records = Database[dict[str, Any]]


def let_time_pass(database: Records, name: str, **fields: timedelta) -> None:
    """Set moments of a lease back by what has passed."""
    kept = database["leases"].find_one({"_id": name}) or {}
    past = {field: kept[field] - ago for field, ago in fields.items()}
    database["leases"].update_one({"_id": name}, {"$set": past})


def test_a_lease_has_one_holder_who_may_prolong_it(database: Records) -> None:
    assert with_lease("tea", 30, holder="anna")
    assert not with_lease("tea", 30, holder="boris")
    assert with_lease("tea", 60, holder="anna")
    assert with_lease("coffee", 30, holder="boris")


def test_a_lease_that_ran_out_is_taken_over_and_then_kept(database: Records) -> None:
    with_lease("tea", 30, holder="anna")
    let_time_pass(database, "tea", until=timedelta(seconds=31))

    assert with_lease("tea", 30, holder="boris")
    assert not with_lease("tea", 30, holder="anna")


def test_of_many_that_want_a_free_lease_at_once_one_gets_it(database: Records) -> None:
    start = Barrier(6)

    def take(holder: str) -> bool:
        start.wait()
        return with_lease("tea", 30, holder=holder)

    with ThreadPoolExecutor(6) as hands:
        assert sorted(hands.map(take, "abcdef")) == [False] * 5 + [True]


def test_of_many_that_want_a_lease_that_ran_out_one_gets_it(database: Records) -> None:
    with_lease("tea", 30, holder="dead")
    let_time_pass(database, "tea", until=timedelta(minutes=1))
    start = Barrier(6)

    def take(holder: str) -> bool:
        start.wait()
        return with_lease("tea", 30, holder=holder)

    with ThreadPoolExecutor(6) as hands:
        assert sorted(hands.map(take, "abcdef")) == [False] * 5 + [True]


def test_a_task_is_done_when_it_is_due_and_not_again_before(database: Records) -> None:
    done: list[int] = []
    tasks = [Task("tea", 60, lambda: done.append(1))]

    assert [run_due(tasks), run_due(tasks)] == [["tea"], []]

    let_time_pass(database, "tea", due_at=timedelta(seconds=61))
    assert run_due(tasks) == ["tea"]
    assert len(done) == 2


def test_another_process_does_not_repeat_what_one_has_done(database: Records) -> None:
    done: list[int] = []
    tasks = [Task("tea", 60, lambda: done.append(1))]

    run_due(tasks, holder="anna")

    assert run_due(tasks, holder="boris") == []


def test_a_task_whose_process_died_is_done_by_another_after_the_lease(database: Records) -> None:
    done: list[int] = []
    tasks = [Task("tea", 60, lambda: done.append(1))]
    with_lease("tea", 300, holder="dead")
    assert run_due(tasks, holder="boris") == []

    let_time_pass(database, "tea", until=timedelta(seconds=301))

    assert run_due(tasks, holder="boris") == ["tea"]


def test_a_task_that_fails_neither_stops_the_others_nor_is_tried_without_pause(
    database: Records,
) -> None:
    tried: list[int] = []

    def spill() -> None:
        tried.append(1)
        raise LookupError

    tasks = [Task("spill", 3600, spill), Task("tea", 3600, lambda: None)]

    assert [run_due(tasks), run_due(tasks)] == [["tea"], []]
    assert len(tried) == 1

    let_time_pass(database, "spill", due_at=timedelta(minutes=1))
    run_due(tasks)
    assert len(tried) == 2


def test_two_workers_at_once_do_a_task_once(database: Records) -> None:
    done: list[str] = []
    start = Barrier(2)

    def work(holder: str) -> None:
        start.wait()
        for _ in range(5):
            run_due([Task("tea", 3600, lambda: done.append(holder))], holder=holder)

    with ThreadPoolExecutor(2) as hands:
        list(hands.map(work, ["anna", "boris"]))

    assert len(done) == 1
    assert (database["leases"].find_one({"_id": "tea"}) or {})["done_at"] <= clock.wall()


def test_a_holder_whose_lease_ran_out_meanwhile_leaves_it_to_the_next(database: Records) -> None:
    def linger() -> None:
        let_time_pass(database, "tea", until=timedelta(seconds=301))
        assert with_lease("tea", 300, holder="boris")

    run_due([Task("tea", 60, linger)], holder="anna")

    assert not with_lease("tea", 300, holder="anna")
    assert with_lease("tea", 300, holder="boris")
