"""Periodic work under a lease: one process at a time does a task, and a dead one is replaced."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from pymongo.errors import DuplicateKeyError

from foundation import clock, database

_log = structlog.get_logger(__name__)
_HOLDER = f"{socket.gethostname()}:{os.getpid()}"


@dataclass(frozen=True)
class Task:
    """Something to do every so often. `run` must be safe to run twice."""

    name: str
    every_seconds: float
    run: Callable[[], object]
    lease_seconds: float = 300


def with_lease(name: str, seconds: float, *, holder: str = _HOLDER) -> bool:
    """Take or prolong a lease for this process; False if another process holds it."""
    now = clock.wall()
    until = now + timedelta(seconds=seconds)
    leases = database.collection("leases")
    mine = {"$set": {"holder": holder, "until": until}}
    if leases.update_one({"_id": name, "holder": holder}, mine).matched_count:
        return True
    if leases.update_one({"_id": name, "until": {"$lt": now}}, mine).modified_count:
        return True
    try:
        leases.insert_one({"_id": name, "holder": holder, "until": until})
    except DuplicateKeyError:
        return False
    return True


def run_due(tasks: Sequence[Task], *, holder: str = _HOLDER) -> list[str]:
    """Run the tasks whose time has come and whose lease can be had; gives their names."""
    done = []
    for task in tasks:
        if _is_due(task) and with_lease(task.name, task.lease_seconds, holder=holder):
            started = clock.wall()
            try:
                task.run()
            except Exception as error:
                _log.error("task_failed", task=task.name, error=repr(error))
                continue
            _note_done(task.name, started)
            done.append(task.name)
    return done


def _is_due(task: Task) -> bool:
    kept = database.collection("leases").find_one({"_id": task.name}) or {}
    last: datetime | None = kept.get("done_at")
    return last is None or clock.wall() >= last + timedelta(seconds=task.every_seconds)


def _note_done(name: str, at: datetime) -> None:
    leases = database.collection("leases")
    leases.update_one({"_id": name}, {"$set": {"done_at": at, "until": at}})
