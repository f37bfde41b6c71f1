"""Close days: the open rows up to a day become settlements with numbers, once and for good.

A closing takes rows by its token and counts what it took; its last write stands only if no other
attempt began meanwhile. So a process that dies, or sleeps and comes back, neither loses a row nor
counts one twice: what a lost attempt took is free for the next closing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from pymongo.errors import DuplicateKeyError

from foundation import clock, database, ids
from program import ProgramNotEffective, list_programs, local_date, terms_at
from sales.clearing.journal import COLLECTION
from sales.clearing.queries import CLOSINGS, EARLIEST, closing_id, day_of, find_closings
from sales.clearing.rows import row_of
from sales.clearing.summing import sum_up
from sales.clearing.values import Day

# Entries of the last minutes may still be on their way to their rows.
_GRACE = timedelta(hours=1)
_LOOKED_BACK = 30
Record = Mapping[str, Any]


def close_due(program: str) -> list[Day]:
    """Close every day that is over and has open rows, in order. Safe to run twice."""
    now = clock.now()
    terms = terms_at(program, now)
    today = local_date(terms, now - _GRACE).isoformat()
    closed = []
    while (day := _next_day(program, before=today)) is not None:
        made = close_day(program, date.fromisoformat(day))
        if made is None:
            break
        closed.append(made)
    return closed


def close_programs() -> None:
    """Close what is due in every program that has begun and has partners."""
    for found in list_programs():
        with contextlib.suppress(ProgramNotEffective):
            close_due(found.program)


def close_day(program: str, day: date) -> Day | None:
    """Close all open rows up to a day; None if it is closed already or another process does it."""
    closing = _begun(program, day.isoformat())
    if closing is None:
        return None
    token = ids.new("clo")
    closings = database.collection(CLOSINGS)
    mine = {"_id": closing["_id"], "state": "closing", "attempts": closing["attempts"]}
    attempts = [*closing["attempts"], token]
    if not closings.update_one(mine, {"$set": {"attempts": attempts}}).modified_count:
        return None
    _take_rows(closing, token)
    rows = [row_of(row) for row in _rows(program, token)]
    first = _last_number(program, closing["n"]) + 1
    numbered = [
        replace(found, number=f"{program}-{number:06}")
        for number, found in enumerate(sum_up(rows), first)
    ]
    done = {
        "state": "closed",
        "winner": token,
        "last_number": first - 1 + len(numbered),
        "settlements": [found.record() for found in numbered],
        "closed_at": clock.now(),
    }
    if not closings.update_one(mine | {"attempts": attempts}, {"$set": done}).modified_count:
        return None
    return day_of({**closing, **done})


def _begun(program: str, day: str) -> Record | None:
    """Give the closing to work on: one that was left unfinished, or a new one."""
    last = next(iter(find_closings(program, latest=1)), None)
    if last is not None and last["state"] == "closing":
        return last
    if last is not None and last["day"] >= day:
        return None
    n = last["n"] + 1 if last is not None else 1
    fresh: dict[str, Any] = {
        "_id": closing_id(program, n),
        "program": program,
        "n": n,
        "day": day,
        "state": "closing",
        "attempts": [],
    }
    try:
        database.collection(CLOSINGS).insert_one(dict(fresh))
    except DuplicateKeyError:
        return None
    return fresh


def _take_rows(closing: Record, token: str) -> None:
    """Put the token on all rows that are free up to the day, those of lost attempts too."""
    program, rows = closing["program"], database.collection(COLLECTION)
    for lost in _lost(program, closing):
        rows.update_many({"program": program, "s": lost}, {"$set": {"s": ""}})
    free = {"program": program, "s": "", "day": {"$gte": EARLIEST, "$lte": closing["day"]}}
    rows.update_many(free, {"$set": {"s": token}})


def _lost(program: str, closing: Record) -> Sequence[str]:
    before = find_closings(program, latest=_LOOKED_BACK)
    lost = [t for c in before for t in c["attempts"] if t != c.get("winner")]
    mine = [t for c in before if c["_id"] == closing["_id"] for t in c["attempts"]]
    later = set(mine[len(closing["attempts"]) :])
    return [token for token in lost if token not in later]


def _rows(program: str, token: str) -> list[Record]:
    return list(database.collection(COLLECTION).find({"program": program, "s": token}))


def _last_number(program: str, n: int) -> int:
    if n == 1:
        return 0
    before = database.collection(CLOSINGS).find_one({"_id": closing_id(program, n - 1)}) or {}
    return int(before.get("last_number", 0))


def _next_day(program: str, *, before: str) -> str | None:
    """Give the first day that can be closed: the earliest of open rows, after those closed."""
    last = next(iter(find_closings(program, latest=1)), None)
    if last is not None and last["state"] == "closing":
        return str(last["day"])
    free = {"program": program, "s": "", "day": {"$gte": EARLIEST, "$lt": before}}
    days = {str(row["day"]) for row in database.collection(COLLECTION).find(free, {"day": 1})}
    if not days:
        return None
    if last is None:
        return min(days)
    earliest = _day_after(last["day"])
    following = min(max(day, earliest) for day in days)
    return following if following < before else None


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
