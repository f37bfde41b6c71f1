"""Backtests and reports for those who ask over HTTP: written down, done by the worker."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import orjson
import structlog

from foundation import clock, database, ids
from sales.backtesting.errors import TrialNotFound
from sales.backtesting.journals import Journals
from sales.backtesting.margins import Shares, margin_report
from sales.backtesting.measuring import metrics_report
from sales.backtesting.results import summarise
from sales.backtesting.running import run

_COLLECTION = "trials"
_LEFT_ALONE = timedelta(minutes=1)
_MOST_TRIES = 3
_LONG_AGO = timedelta(days=30)
_TELL_EVERY_SECONDS = 1.0
_log = structlog.get_logger(__name__)
Record = dict[str, Any]


def request_trial(kind: str, program: str, wanted: Mapping[str, Any], *, by: str) -> Record:
    """Write down what is wanted; the worker will do it.

    A backtest wants `manifests`, a list of (label, text); a margin report `percent` and
    `categories`, metrics nothing more; all `since` and `until`, RFC 3339 or None.
    """
    now = clock.wall()
    record = {
        "_id": ids.new("trl"),
        "kind": kind,
        "program": program,
        "state": "waiting",
        "percent": 0,
        "wanted": orjson.dumps(dict(wanted)).decode(),
        "requested_by": by,
        "requested_at": now,
        "touched_at": now,
    }
    database.collection(_COLLECTION).insert_one(record)
    return _shown(record)


class _Stopped(Exception):
    """The trial at hand was cancelled, or is another worker's by now."""


def get_trial(kind: str, program: str, trial_id: str) -> Record:
    """Get a trial, how far it is, and its result if it is done. Raises `TrialNotFound`."""
    known = {"_id": trial_id, "kind": kind, "program": program}
    found = database.collection(_COLLECTION).find_one(known)
    if found is None:
        raise TrialNotFound
    return _shown(found)


def cancel_trial(kind: str, program: str, trial_id: str) -> Record:
    """Call a trial off, waiting or running; one that has ended stays as it is.

    Whoever is at it stops within seconds. Raises `TrialNotFound`.
    """
    known = {"_id": trial_id, "kind": kind, "program": program}
    unfinished = {**known, "state": {"$in": ["waiting", "running"]}}
    change = {"$set": {"state": "cancelled", "touched_at": clock.wall()}}
    database.collection(_COLLECTION).update_one(unfinished, change)
    return get_trial(kind, program, trial_id)


def run_waiting(*, processes: int = 1) -> int:
    """Do the trials that wait, and those that somebody left in the middle; gives their number."""
    done = 0
    while (record := _claim()) is not None:
        _do(record, processes)
        done += 1
    return done


def _claim() -> Record | None:
    """Take the oldest trial that nobody is at.

    One that was left in the middle three times is given up: it may be what ends its workers.
    """
    trials, now = database.collection(_COLLECTION), clock.wall()
    recent = {"$gt": now - _LONG_AGO, "$lte": now}
    waiting = list(trials.find({"state": "waiting", "requested_at": recent}))
    running = list(trials.find({"state": "running", "requested_at": recent}))
    left = [row for row in running if row["touched_at"] < now - _LEFT_ALONE]
    for row in sorted(waiting + left, key=lambda row: row["requested_at"]):
        unchanged = {"_id": row["_id"], "state": row["state"], "touched_at": row["touched_at"]}
        tries = row.get("tries", 0) + 1
        mine = {"state": "running", "percent": 0, "tries": tries, "touched_at": now}
        if tries > _MOST_TRIES:
            error = f"Whoever was at it ended {_MOST_TRIES} times before it was done."
            trials.update_one(unchanged, {"$set": {"state": "failed", "error": error}})
        elif trials.update_one(unchanged, {"$set": mine}).modified_count:
            return {**row, **mine}
    return None


def _do(record: Record, processes: int) -> None:
    told = [time.monotonic()]

    def tell(done: int, total: int) -> None:
        if time.monotonic() - told[0] >= _TELL_EVERY_SECONDS:
            told[0] = time.monotonic()
            _note(record, percent=min(100 * done // max(total, 1), 99))

    try:
        result = _found(record, processes, tell)
        _note(record, state="done", percent=100, result=orjson.dumps(result).decode())
    except _Stopped:
        _log.info("trial_stopped", trial=record["_id"])
    except Exception as error:
        _log.exception("trial_failed", trial=record["_id"])
        with contextlib.suppress(_Stopped):
            _note(record, state="failed", error=repr(error)[:500])


def _found(record: Record, processes: int, tell: Any) -> Record:
    wanted, program = orjson.loads(record["wanted"]), record["program"]
    since, until = _moment(wanted["since"]), _moment(wanted["until"]) or clock.now()
    if record["kind"] == "margin":
        percent, by_category = wanted["percent"], wanted["categories"]
        shares = Shares(
            None if percent is None else _share(percent),
            {name: _share(text) for name, text in by_category.items()},
        )
        begin = since or until - timedelta(days=36_500)
        return margin_report(program, shares, since=begin, until=until, on_progress=tell)
    if record["kind"] == "metrics":
        begin = since or until - timedelta(days=365)
        return metrics_report(program, since=begin, until=until, on_progress=tell)
    source = Journals.here(program=program, since=since, until=until)
    total = source.count()
    texts = [text for _, text in wanted["manifests"]]
    outcome = run(source, texts, processes=processes, on_progress=lambda done: tell(done, total))
    found = summarise(outcome)
    for (label, _), each in zip(wanted["manifests"], found["programs"], strict=True):
        each["label"] = label
    return found


def _note(record: Record, **values: Any) -> None:
    """Note how far a trial is. Raises `_Stopped` if it is not this worker's any more."""
    mine = {"_id": record["_id"], "state": "running", "tries": record["tries"]}
    change = {"$set": {**values, "touched_at": clock.wall()}}
    if not database.collection(_COLLECTION).update_one(mine, change).matched_count:
        raise _Stopped


def _shown(record: Record) -> Record:
    kept = record.get("result")
    return {
        "id": record["_id"],
        "program": record["program"],
        "state": _state_of(record),
        "percent": record["percent"],
        "requested_by": record["requested_by"],
        "requested_at": record["requested_at"],
        "touched_at": record["touched_at"],
        "error": record.get("error"),
        "result": None if kept is None else orjson.loads(kept),
    }


def _state_of(record: Record) -> str:
    """Name the state; what nobody has been at for a minute was left in the middle."""
    is_left = record["touched_at"] < clock.wall() - _LEFT_ALONE
    return "interrupted" if record["state"] == "running" and is_left else str(record["state"])


def _share(percent: str) -> Fraction:
    return Fraction(percent) / 100


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
