"""Settlements by day: closed ones as they were frozen, open ones as they stand now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from foundation import database
from sales.clearing.rows import Row, row_of
from sales.clearing.summing import settlement_of, sum_up
from sales.clearing.values import Day

CLOSINGS = "clearing_closings"
EARLIEST = "0001-01-01"
_ROWS = "clearing"
_STEPS = 16
Record = Mapping[str, Any]


def list_settlements(
    program: str, *, since: date, until: date, partner: str | None = None
) -> list[Day]:
    """List the days from one to another, both included, that have settlements.

    What is late for a closed day shows on the first open one. With a partner, only its own.
    """
    bounds = {"$gte": since.isoformat(), "$lte": until.isoformat()}
    wanted = {"program": program, "day": bounds}
    closed = list(database.collection(CLOSINGS).find(wanted))
    days = [day_of(found) for found in closed if found["state"] == "closed"]
    days += _open_days(program, since.isoformat(), until.isoformat())
    shown = [_only(day, partner) for day in sorted(days, key=lambda day: (day.day, day.is_closed))]
    return [day for day in shown if day.settlements]


def day_of(closing: Record) -> Day:
    """Show a closed day."""
    found = tuple(settlement_of(record) for record in closing["settlements"])
    return Day(closing["day"], True, found)


def find_closings(program: str, *, latest: int) -> list[dict[str, Any]]:
    """Give the last closings of a program, the latest first."""
    last = _last_number(program)
    bounds = {"$gt": last - latest, "$lte": last}
    found = database.collection(CLOSINGS).find({"program": program, "n": bounds})
    return sorted(found, key=lambda closing: -int(closing["n"]))


def closing_id(program: str, n: int) -> str:
    """Give the id of a program's n-th closing; the first is 1, and there are no gaps."""
    return f"{program}#{n}"


def _last_number(program: str) -> int:
    """Find the number of the last closing by ever longer steps, however many there are."""
    last = 0
    while True:
        ahead = [closing_id(program, last + (1 << step)) for step in range(_STEPS)]
        found = database.collection(CLOSINGS).find({"_id": {"$in": ahead}}, {"n": 1})
        reached = max((int(row["n"]) for row in found), default=last)
        if reached == last:
            return last
        last = reached


def _open_days(program: str, since: str, until: str) -> list[Day]:
    last = find_closings(program, latest=1)
    first_open, tokens = EARLIEST, [""]
    for closing in last:
        first_open = str(closing["day"])
        if closing["state"] == "closing":
            tokens += closing["attempts"]
        else:
            following = date.fromisoformat(first_open) + timedelta(days=1)
            first_open = following.isoformat()
    by_day: dict[str, list[Row]] = defaultdict(list)
    for token in tokens:
        wanted = {"program": program, "s": token, "day": {"$gte": EARLIEST, "$lte": until}}
        for record in database.collection(_ROWS).find(wanted):
            row = row_of(record)
            by_day[max(row.day, first_open)].append(row)
    days = [Day(day, False, sum_up(rows)) for day, rows in by_day.items()]
    return [day for day in days if since <= day.day <= until]


def _only(day: Day, partner: str | None) -> Day:
    if partner is None:
        return day
    found = tuple(one for one in day.settlements if one.partner == partner)
    return replace(day, settlements=found)
