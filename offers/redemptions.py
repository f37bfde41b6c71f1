"""The record of a redemption: drawn from an entry, so that it can always be drawn again.

Changes of a redemption are numbered, and the number is a key (`rdm_…#1`) that stands once: of a
till that hands over and a member who cancels at the same moment, one is told that it is too late.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from foundation import database
from offers.errors import RedemptionNotFound
from wallet import CacheWrite, find_entry

COLLECTION = "redemptions"
OPERATIONS = frozenset({"redeem", "hand_over", "redeem_cancel", "redeem_expire"})
_MOMENTS = ("opened_at", "until", "closed_at")
_MOST_LISTED = 100
_EARLIEST, _LATEST = datetime(1971, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
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


def list_redemptions(
    member_id: str,
    *,
    before: tuple[datetime, str] | None = None,
    limit: int = _MOST_LISTED,
    program: str | None = None,
    state: str | None = None,
) -> tuple[list[Record], bool]:
    """List a member's redemptions, the newest first; tell whether there are more.

    `before` is moment and id of the last one of the page before.
    """
    filters = {"member_id": member_id, "program": program, "state": state}
    mine = {name: value for name, value in filters.items() if value is not None}
    rows = database.collection(COLLECTION)
    order = [("opened_at", -1), ("_id", -1)]
    found: list[Record] = []
    if before is not None:  # Of what was opened in the same moment, what is left.
        same = rows.find({**mine, "opened_at": before[0]}).sort(order)
        found += [row for row in same if row["_id"] < before[1]]
    bounds = {"$gte": _EARLIEST, "$lt": before[0] if before else _LATEST}
    found += rows.find({**mine, "opened_at": bounds}).sort(order).limit(limit + 1)
    return found[:limit], len(found) > limit
