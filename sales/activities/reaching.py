"""What tiers reached have brought, drawn from the entries of the rises: pictures, orders, codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from program import moments
from sales.activities import coupons, orders, records
from sales.activities.values import Occurrence
from wallet import CacheWrite, write_caches

Record = dict[str, Any]
_MARK = moments.reached_mark("")


def follow_reached(entry: Mapping[str, Any]) -> None:
    """Draw what a tier brought in an entry, and what was taken back. Safe to run twice."""
    for program, mark in _marks(entry):
        for made in mark["of"]:
            record = _record(entry, program, mark, made)
            write_caches([CacheWrite(records.COLLECTION, record)])
            orders.place(record)
            coupons.issue_codes(record, coupons.entry_at(entry["a"], mark["q"]))
        for made in mark.get("x", ()):
            giving = coupons.entry_at(entry["a"], mark["q"])
            record = _undone(_record(giving, program, mark, made), entry)
            guard = {"_id": record["_id"], "n": {"$lt": record["n"]}}
            write_caches([CacheWrite(records.COLLECTION, record, guard)])
            orders.recall(record)
            coupons.revoke_codes(record, giving)


def _marks(entry: Mapping[str, Any]) -> Iterator[tuple[str, Record]]:
    for change in entry["d"]:
        if change[0] == "m" and change[1].startswith(_MARK) and change[2]:
            yield change[1].removeprefix(_MARK), change[2]


def _record(
    entry: Mapping[str, Any], program: str, mark: Mapping[str, Any], made: Mapping[str, Any]
) -> Record:
    told = (entry["a"], program, made["y"], made["k"], moments.SOURCE, entry["ts"])
    record = records.of_occurrence(Occurrence(*told), made["i"], mark["v"], entry["ts"])
    return record | {
        "occurred_at": entry["ts"],
        "told_at": entry["ts"],
        "recorded_at": entry["rec"],
        "seq": entry["s"],
        "state": "approved",
        "data": {},
        "place": made["p"],
        "effects": made["e"],
        "counted": made["c"],
        "q": mark["q"],
    }


def _undone(record: Record, entry: Mapping[str, Any]) -> Record:
    change = {"by": "reverse", "at": entry["ts"].isoformat(), "who": entry["who"], "reason": None}
    state = {"n": 1, "seq": entry["s"], "state": "reversed", "changes": [change]}
    return record | state
