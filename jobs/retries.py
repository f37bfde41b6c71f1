"""Batches that a subscriber could not take: kept, and tried again with growing pauses."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from foundation import clock, database, ids
from jobs.values import Subscriber

_FIRST_PAUSE_SECONDS = 5.0
_LONGEST_PAUSE_SECONDS = 6 * 3600.0
_MOST_ATTEMPTS = 30
_BATCH = 500
_LONG_AGO = timedelta(days=365)


def keep_for_later(
    subscriber: str, source: str, batch: Sequence[Mapping[str, Any]], error: BaseException
) -> None:
    """Keep a failed batch as a job; the same batch is kept once."""
    row_ids = [str(row["_id"]) for row in batch]
    for start in range(0, len(row_ids), _BATCH):
        part = row_ids[start : start + _BATCH]
        job_id = ids.derived("job", subscriber, *part)
        fresh = {
            "subscriber": subscriber,
            "source": source,
            "ids": part,
            "state": "waiting",
            "due_at": clock.wall() + timedelta(seconds=_FIRST_PAUSE_SECONDS),
            "attempts": 0,
            "error": repr(error)[:500],
        }
        jobs = database.collection("jobs")
        jobs.update_one({"_id": job_id}, {"$setOnInsert": fresh}, upsert=True)


def run_retries(subscribers: Sequence[Subscriber]) -> int:
    """Try the jobs that are due; gives the number done.

    A batch that fails again is parted into its rows, so that one bad row does not keep the others.
    """
    jobs = database.collection("jobs")
    now = clock.wall()
    bounds = {"state": "waiting", "due_at": {"$gt": now - _LONG_AGO, "$lte": now}}
    done = 0
    for job in jobs.find(bounds):
        by_name = {subscriber.name: subscriber for subscriber in subscribers}
        subscriber = by_name.get(job["subscriber"])
        if subscriber is not None and _try(subscriber, job):
            jobs.delete_one({"_id": job["_id"]})
            done += 1
    return done


def _try(subscriber: Subscriber, job: Mapping[str, Any]) -> bool:
    rows = list(database.collection(job["source"]).find({"_id": {"$in": job["ids"]}}))
    try:
        subscriber.take(sorted(rows, key=lambda row: (row["rec"], row.get("s", 0))))
    except Exception as error:
        if len(rows) < 2:
            _put_off(job, error)
            return False
        for row in rows:
            keep_for_later(subscriber.name, job["source"], [row], error)
        database.collection("jobs").delete_one({"_id": job["_id"]})
        return False
    return True


def _put_off(job: Mapping[str, Any], error: Exception) -> None:
    attempts = job["attempts"] + 1
    pause = min(_FIRST_PAUSE_SECONDS * 2**attempts, _LONGEST_PAUSE_SECONDS)
    due = clock.wall() + timedelta(seconds=pause * random.uniform(0.8, 1.2))
    state = "waiting" if attempts < _MOST_ATTEMPTS else "failed"
    change = {"attempts": attempts, "due_at": due, "state": state, "error": repr(error)[:500]}
    database.collection("jobs").update_one({"_id": job["_id"]}, {"$set": change})


def count_waiting() -> dict[str, int]:
    """Count the jobs by state, for metrics."""
    jobs = database.collection("jobs")
    return {state: jobs.count_documents({"state": state}) for state in ("waiting", "failed")}
