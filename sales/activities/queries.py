"""Named reads of activities. One whose picture is not drawn yet is drawn from its entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from foundation import clock, database
from sales.activities import records
from sales.activities.errors import ActivityNotFound
from wallet import find_entry

Record = dict[str, Any]
MOST_PER_PAGE = 100
_AHEAD = timedelta(days=1)
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_WINDOW = timedelta(hours=1)
_WIDEST = timedelta(days=36_500)
_GROWTH = 16


def find_activity(activity: str) -> Record | None:
    """Find an activity as it stands after all changes that were posted."""
    record = database.collection(records.COLLECTION).find_one({"_id": activity})
    n = record["n"] + 1 if record is not None else 0
    while (entry := find_entry(records.change_key(activity, n))) is not None:
        record = records.record_of(entry)
        n += 1
    return record


def get_activity(
    activity: str, *, member_id: str | None = None, program: str | None = None
) -> Record:
    """Get an activity; one of another member or program than those named is not found."""
    record = find_activity(activity)
    if record is None or record["member_id"] != (member_id or record["member_id"]):
        raise ActivityNotFound
    if program is not None and record["program"] != program:
        raise ActivityNotFound
    return record


def list_activities(
    *,
    member_id: str | None = None,
    state: str | None = None,
    type: str | None = None,
    before: str | None = None,
    limit: int = 25,
) -> tuple[list[Record], bool]:
    """List activities, newest first; tell whether there are more.

    `before` is the `told_order` of the last one of the page before.
    """
    filters = {"member_id": member_id, "state": state, "type": type}
    wanted: Record = {name: value for name, value in filters.items() if value is not None}
    size = max(1, min(limit, MOST_PER_PAGE))
    page: list[Record] = []
    for low, high in _windows(before or records.stamp(clock.now() + _AHEAD)):
        bounds = {"$gte": low, "$lt": high}
        found = database.collection(records.COLLECTION).find(wanted | {"told_order": bounds})
        page += found.sort("told_order", -1).limit(size + 1 - len(page))
        if len(page) > size:
            break
    return page[:size], len(page) > size


def _windows(until: str) -> Iterator[tuple[str, str]]:
    """Give spans of `told_order` back from a place, each wider than the one after it."""
    high, width = until, _FIRST_WINDOW
    moment = datetime.fromisoformat(until.partition("|")[0]).replace(tzinfo=UTC)
    while moment > _EARLIEST:
        moment = max(moment - width, _EARLIEST)
        low = records.stamp(moment)
        yield low, high
        high, width = low, min(width * _GROWTH, _WIDEST)


def activity_in(entry: Mapping[str, Any]) -> Record | None:
    """Give the activity as a wallet's entry left it, None for an entry of another kind."""
    return records.record_of(entry) if records.is_activity_entry(entry) else None
