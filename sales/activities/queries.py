"""Named reads of activities. One whose picture is not drawn yet is drawn from its entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from foundation import database
from sales.activities import records
from sales.activities.errors import ActivityNotFound
from wallet import find_entry

Record = dict[str, Any]
MOST_PER_PAGE = 100


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
    before: tuple[datetime, str] | None = None,
    limit: int = 25,
) -> tuple[list[Record], bool]:
    """List activities, newest first, after the last one of a page; tell whether there are more."""
    filters = {"member_id": member_id, "state": state, "type": type}
    wanted: Record = {name: value for name, value in filters.items() if value is not None}
    if before is not None:
        at, last = before
        wanted["$or"] = [{"recorded_at": {"$lt": at}}, {"recorded_at": at, "_id": {"$lt": last}}]
    found = database.collection(records.COLLECTION).find(wanted)
    size = max(1, min(limit, MOST_PER_PAGE))
    page = list(found.sort([("recorded_at", -1), ("_id", -1)]).limit(size + 1))
    return page[:size], len(page) > size


def activity_in(entry: Mapping[str, Any]) -> Record | None:
    """Give the activity as a wallet's entry left it, None for an entry of another kind."""
    return records.record_of(entry) if records.is_activity_entry(entry) else None
