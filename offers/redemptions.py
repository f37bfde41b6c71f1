"""The record of a redemption: drawn from an entry, so that it can always be drawn again.

Changes of a redemption are numbered, and the number is a key (`rdm_…#1`) that stands once: of a
till that hands over and a member who cancels at the same moment, one is told that it is too late.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from foundation import database
from offers.errors import RedemptionNotFound
from wallet import CacheWrite, find_entry

COLLECTION = "redemptions"
OPERATIONS = frozenset({"redeem", "hand_over", "redeem_cancel", "redeem_expire"})
_MOMENTS = ("opened_at", "until", "closed_at")
_MOST_LISTED = 100
Record = dict[str, Any]


def change_key(redemption_id: str, n: int) -> str:
    """Give the key of a redemption's n-th change."""
    return f"{redemption_id}#{n}"


def is_redemption_entry(entry: Mapping[str, Any]) -> bool:
    """Tell whether an entry changes a redemption."""
    return entry["op"] in OPERATIONS


def redemption_in(entry: Mapping[str, Any]) -> Record | None:
    """Give the redemption as an entry left it, None for an entry of another kind."""
    return record_of(entry) if is_redemption_entry(entry) else None


def pack(record: Mapping[str, Any]) -> bytes:
    """Compress a record for an entry's payload."""
    plain = {key: value for key, value in record.items() if key not in ("seq", "recorded_at")}
    for name in _MOMENTS:
        if plain.get(name) is not None:
            plain[name] = plain[name].isoformat()
    return zlib.compress(orjson.dumps(plain), 1)


def record_of(entry: Mapping[str, Any]) -> Record:
    """Draw the redemption as an entry left it."""
    record: Record = orjson.loads(zlib.decompress(entry["x"]))
    for name in _MOMENTS:
        if record.get(name) is not None:
            record[name] = datetime.fromisoformat(record[name])
    return record | {"seq": entry["s"], "recorded_at": entry["rec"]}


def cache_write(entry: Mapping[str, Any]) -> CacheWrite:
    """Give the write that brings the picture to an entry, never backwards."""
    record = record_of(entry)
    if record["n"] == 0:
        return CacheWrite(COLLECTION, record)
    return CacheWrite(COLLECTION, record, {"_id": record["_id"], "n": {"$lt": record["n"]}})


def find_redemption(redemption_id: str) -> Record | None:
    """Find a redemption as it stands after all changes that were posted."""
    record = database.collection(COLLECTION).find_one({"_id": redemption_id})
    n = record["n"] + 1 if record is not None else 0
    while (entry := find_entry(change_key(redemption_id, n))) is not None:
        record = record_of(entry)
        n += 1
    return record


def get_redemption(
    redemption_id: str, *, member_id: str | None = None, program: str | None = None
) -> Record:
    """Get a redemption; one of another member or program than those named is not found."""
    record = find_redemption(redemption_id)
    if record is None or record["member_id"] != (member_id or record["member_id"]):
        raise RedemptionNotFound
    if program is not None and record["program"] != program:
        raise RedemptionNotFound
    return record


def list_redemptions(member_id: str) -> list[Record]:
    """List a member's last redemptions, the newest first."""
    found = database.collection(COLLECTION).find({"member_id": member_id})
    rows = sorted(found, key=lambda row: (row["opened_at"], row["_id"]), reverse=True)
    return rows[:_MOST_LISTED]
