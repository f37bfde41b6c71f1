"""Codes that activities give: one per effect and entry, revoked with what gave them if unused.

A code's text follows from the hash of the entry that gave it, so issuing it again gives the same
one, and nobody can work it out.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from pymongo.errors import PyMongoError

import offers
from foundation import Refusal
from sales.activities import records
from wallet import find_entry, get_history

Record = dict[str, Any]
_AUTHOR = "activities"


def issue_codes(record: Mapping[str, Any], entry: Mapping[str, Any]) -> list[str]:
    """Issue the codes of an activity that an entry let count; the same ones however often."""
    return [
        str(
            offers.issue(
                record["program"],
                row["s"]["names"],
                member_id=record["member_id"],
                key=f"{entry['h']}/{place}",
            )["text"]
        )
        for place, row in enumerate(record["effects"])
        if row["k"] == "code"
    ]


def revoke_codes(record: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
    """Revoke the codes that an entry gave, if nobody has used them; issued late or not at all."""
    for text in issue_codes(record, entry):
        offers.revoke_unused(record["program"], text, author=_AUTHOR)


def follow_codes(entry: Mapping[str, Any]) -> None:
    """Issue or revoke the codes that follow from an entry of an activity. Safe to run twice."""
    record = records.record_of(entry)
    if not any(row["k"] == "code" for row in record["effects"]):
        return
    giving = _giving(record)
    if giving is None:
        return
    if record["state"] in ("reversed", "declined"):
        revoke_codes(record, giving)
    else:
        issue_codes(record, giving)


def entry_at(owner_id: str, seq: int) -> Mapping[str, Any]:
    """Give the entry of a wallet by its number."""
    return get_history(owner_id, before=seq + 1, limit=1).entries[0]


def _giving(record: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Give the entry by which an activity counts, if it does; that of the rise for a tier's."""
    if "q" in record:
        return entry_at(record["member_id"], record["q"])
    n = records.given_by(dict(record))
    return find_entry(records.change_key(record["_id"], n)) if n is not None else None


def try_codes(entry: Mapping[str, Any]) -> None:
    """Issue at once what the worker would in a moment; if it fails, the worker does it."""
    with contextlib.suppress(PyMongoError, Refusal):
        follow_codes(entry)
