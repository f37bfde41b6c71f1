"""The record of an activity: drawn from an entry, so that it can always be drawn again.

An entry carries the record as its payload; which lots an effect touched stands in the moves, by
the number of the effect (`effect` in what explains the move).
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from foundation import ids
from program import effects
from sales.activities.values import Occurrence
from wallet import CacheWrite, find_entry

Record = dict[str, Any]
COLLECTION = "activities"
OPERATIONS = {
    "record": "activity",
    "approve": "activity_approval",
    "decline": "activity_refusal",
    "fulfil": "activity_fulfilment",
    "reverse": "activity_reversal",
}
_ENTRIES = frozenset(OPERATIONS.values())


def activity_id(program: str, source: str, number: str) -> str:
    """Give the id of the activity with this number at this source."""
    return ids.derived("act", program, source, number)


def change_key(activity: str, n: int) -> str:
    """Give the key of an activity's n-th change: it can be made once."""
    return f"{activity}#{n}"


def change_of(keys: Sequence[str]) -> tuple[str, int]:
    """Read from an entry's keys which activity it changes, and the number of the change."""
    key = next(key for key in keys if key.startswith("act_") and "#" in key)
    activity, _, n = key.partition("#")
    return activity, int(n)


def of_occurrence(occurrence: Occurrence, activity: str, version: int, told_at: datetime) -> Record:
    """Begin the record of an activity; `told_order` is what lists are paged by."""
    return {
        "told_at": told_at.isoformat(),
        "told_order": f"{stamp(told_at)}|{activity}",
        "_id": activity,
        "n": 0,
        "member_id": occurrence.member_id,
        "type": occurrence.type,
        "source": occurrence.source,
        "source_id": occurrence.id,
        "occurred_at": occurrence.occurred_at.isoformat(),
        "program": occurrence.program,
        "version": version,
        "receipt": occurrence.receipt,
        "line": occurrence.line_no,
        "partner": occurrence.partner,
        "channel": occurrence.channel,
        "store_id": occurrence.store_id,
        "changes": [],
    }


def stamp(moment: datetime) -> str:
    """Write a moment so that texts sort as moments do."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds")


def pack(record: Mapping[str, Any]) -> bytes:
    """Compress a record for an entry's payload."""
    return zlib.compress(orjson.dumps(record), 1)


def is_activity_entry(entry: Mapping[str, Any]) -> bool:
    """Tell whether an entry changes an activity."""
    return entry["op"] in _ENTRIES


def record_of(entry: Mapping[str, Any]) -> Record:
    """Draw the activity as it is after an entry."""
    record: Record = orjson.loads(zlib.decompress(entry["x"]))
    record["occurred_at"] = datetime.fromisoformat(record["occurred_at"])
    record["told_at"] = datetime.fromisoformat(record["told_at"])
    record["recorded_at"] = entry["rec"]
    record["seq"] = entry["s"]
    effects.with_touched(record["_id"], record["effects"], entry["m"])
    return record


def given_by(record: Record) -> int | None:
    """Tell which change made the activity count, None if none has."""
    for n, change in enumerate(record["changes"], 1):
        if change["by"] == "approve":
            return n
    first = find_entry(change_key(record["_id"], 0)) if record["n"] else None
    begun = record_of(first) if first is not None else record
    return 0 if begun["state"] == "approved" else None


def as_payload(record: Mapping[str, Any]) -> Record:
    """Make a record ready to be packed again."""
    plain = {key: value for key, value in record.items() if key not in {"recorded_at", "seq"}}
    plain["occurred_at"] = record["occurred_at"].isoformat()
    plain["told_at"] = record["told_at"].isoformat()
    return plain


def cache_write(entry: Mapping[str, Any]) -> CacheWrite:
    """Give the write that brings the picture of an activity to an entry, never backwards."""
    record = record_of(entry)
    if record["n"] == 0:
        return CacheWrite(COLLECTION, record)
    guard = {"_id": record["_id"], "n": {"$lt": record["n"]}}
    return CacheWrite(COLLECTION, record, guard)
