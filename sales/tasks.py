"""Doors of sales for the worker: draw lost pictures, follow members' statuses. Safe twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from foundation import database
from sales import receipts
from sales.admission import follow_status
from wallet import write_caches


def on_entry_posted(entries: Sequence[Mapping[str, Any]]) -> None:
    """Draw the receipts of new entries that are not drawn yet."""
    changes = {
        receipts.change_of(entry["k"]): entry
        for entry in entries
        if receipts.is_receipt_entry(entry)
    }
    if not changes:
        return
    known = _drawn_between(changes.values())
    doubtful = sorted({key for key, n in changes if known.get(key, -1) < n})
    known |= _drawn(doubtful)
    for (receipt, n), entry in sorted(changes.items(), key=lambda item: item[0]):
        if known.get(receipt, -1) < n:
            write_caches([receipts.cache_write(entry)])


def _drawn_between(entries: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Give the number of the last drawn change of receipts recorded in the entries' time."""
    times = [entry["rec"] for entry in entries]
    bounds = {"recorded_at": {"$gte": min(times), "$lte": max(times)}}
    found = database.collection(receipts.COLLECTION).find(bounds, {"n": 1})
    return {row["_id"]: row["n"] for row in found}


def _drawn(wanted: Sequence[str]) -> dict[str, int]:
    found = database.collection(receipts.COLLECTION).find({"_id": {"$in": list(wanted)}}, {"n": 1})
    return {row["_id"]: row["n"] for row in found}


def on_member_status_changed(events: Sequence[Mapping[str, Any]]) -> None:
    """Keep members out of sales, or let them in again, as operators decided."""
    for event in events:
        follow_status(event["body"]["member_id"], event_id=event["_id"])
