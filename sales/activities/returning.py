"""What an activity gave for goods falls when they come back, as a price guarantee does."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from foundation import database
from program import terms_of
from sales import receipts
from sales.activities import records
from sales.activities.deciding import decline, reverse
from sales.activities.errors import ActivityDecided
from sales.activities.service import type_of

Record = Mapping[str, Any]
_ACTOR = {"kind": "system", "id": "returns"}
_COUNTS = frozenset({"approved", "fulfilled"})
_UNDONE = frozenset({"cancelled", "open"})


def follow_return(entry: Mapping[str, Any]) -> None:
    """Take back what was given for goods that an entry took back. Safe to run twice."""
    if not receipts.is_receipt_entry(entry) or entry["op"] == "sale":
        return
    receipt = receipts.record_of(entry)
    wanted = {"member_id": receipt["member_id"], "receipt": receipt["_id"]}
    for activity in database.collection(records.COLLECTION).find(wanted):
        if _falls(activity, receipt):
            act = reverse if activity["state"] in _COUNTS else decline
            key = f"{activity['_id']} {receipt['_id']}#{receipt['n']}"
            with contextlib.suppress(ActivityDecided):
                act(activity["_id"], key=key, actor=_ACTOR, reason=receipt["receipt_no"])


def _falls(activity: Record, receipt: Record) -> bool:
    """Tell whether all that an activity cites has come back, and what it gave goes with it."""
    terms = terms_of(activity["program"], activity["version"])
    cites = type_of(terms, activity["type"]).cites
    if cites is None or cites.is_kept:
        return False
    lines = receipts.sold_lines(receipt)
    meant = [line for line in lines if not cites.is_line or line.line.no == activity["line"]]
    return receipt["state"] in _UNDONE or all(line.is_gone for line in meant)
