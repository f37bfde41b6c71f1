"""Doors of sales for the worker: draw lost pictures, follow members' statuses. Safe twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    wanted = sorted({receipt for receipt, _ in changes})
    if not wanted:
        return
    drawn = database.collection(receipts.COLLECTION).find({"_id": {"$in": wanted}}, {"n": 1})
    known = {row["_id"]: row["n"] for row in drawn}
    for (receipt, n), entry in sorted(changes.items(), key=lambda item: item[0]):
        if known.get(receipt, -1) < n:
            write_caches([receipts.cache_write(entry)])


def on_member_status_changed(events: Sequence[Mapping[str, Any]]) -> None:
    """Keep members out of sales, or let them in again, as operators decided."""
    for event in events:
        follow_status(event["body"]["member_id"], event_id=event["_id"])
