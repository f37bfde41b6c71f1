"""Periodic work under a lease: one process at a time does a task, and a dead one is replaced."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from pymongo.errors import DuplicateKeyError

from foundation import clock, database

_log = structlog.get_logger(__name__)
_PAUSE_AFTER_FAILURE_SECONDS = 60.0
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
    """Run the tasks whose time has come and whose lease can be had; gives those done.

    A task that fails is tried again after a minute, or sooner if it is done more often.
    """
    done = []
    for task in tasks:
        if not _is_due(task) or not with_lease(task.name, task.lease_seconds, holder=holder):
            continue
        # Another process may have done it just before it let the lease go.
        if _is_due(task) and _run(task, holder):
            done.append(task.name)
    return done


def _run(task: Task, holder: str) -> bool:
    started = clock.wall()
    try:
        task.run()
    except Exception as error:
        _log.error("task_failed", task=task.name, error=repr(error))
        pause = min(task.every_seconds, _PAUSE_AFTER_FAILURE_SECONDS)
        _free(task.name, holder, {"due_at": clock.wall() + timedelta(seconds=pause)})
        return False
    due = started + timedelta(seconds=task.every_seconds)
    _free(task.name, holder, {"done_at": started, "due_at": due})
    return True


def _is_due(task: Task) -> bool:
    kept = database.collection("leases").find_one({"_id": task.name}) or {}
    due: datetime | None = kept.get("due_at")
    return due is None or clock.wall() >= due


def _free(name: str, holder: str, noted: Mapping[str, datetime]) -> None:
    """Note what was done and let the lease go, unless it ran out and another process has it."""
    leases = database.collection("leases")
    change = {"$set": {**noted, "until": clock.wall()}}
    leases.update_one({"_id": name, "holder": holder}, change)
