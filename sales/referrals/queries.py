"""Named reads of referrals, as plain dicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from foundation import clock, database
from sales.receipts import COLLECTION as RECEIPTS
from sales.referrals import rules

Record = dict[str, Any]
REFERRALS = "referrals"
_MOST_LISTED = 200
_RECEIPTS_LOOKED_AT = 200


def list_referrals(program: str, member_id: str) -> list[Record]:
    """List whom a member has brought to a program, the latest first: {id, state, …} each."""
    rows = database.collection(REFERRALS).find({"referrer_id": member_id, "program": program})
    found = sorted(rows, key=lambda row: (row["entered_at"], row["_id"]), reverse=True)
    now = clock.now()
    return [
        {
            "id": row["_id"],
            "state": rules.state_at(row, now),
            "reason": row.get("reason"),
            "entered_at": row["entered_at"],
            "qualified_at": row.get("qualified_at"),
            "due_at": row.get("due_at"),
        }
        for row in found[:_MOST_LISTED]
    ]


def find_referral(referral_id: str) -> Record | None:
    """Find a referral as it is stored."""
    return database.collection(REFERRALS).find_one({"_id": referral_id})


def referrals_of_friends(friend_ids: Iterable[str]) -> list[Record]:
    """List the referrals of these friends that may still change."""
    wanted = {"friend_id": {"$in": sorted(set(friend_ids))}}
    rows = database.collection(REFERRALS).find(wanted)
    return [row for row in rows if row["state"] != "rejected"]


def count_rewarded(program: str, member_id: str, since: datetime | None) -> int:
    """Count the friends whose orders brought a member something since a moment."""
    query: Record = {"referrer_id": member_id, "program": program, "state": "qualified"}
    rows = database.collection(REFERRALS).find(query, {"qualified_at": 1})
    return sum(since is None or row["qualified_at"] >= since for row in rows)


def has_bought(
    member_id: str, *, besides: str | None = None, before: datetime | None = None
) -> bool:
    """Tell whether a member has an order that was kept, besides this one and before a moment."""
    query: Record = {"member_id": member_id, "occurred_at": {"$lte": before or clock.now()}}
    rows = database.collection(RECEIPTS).find(query, {"state": 1}).limit(_RECEIPTS_LOOKED_AT)
    gone = {"cancelled", "open"} if besides is None else {"cancelled", "open", "returned"}
    return any(row["_id"] != besides and row["state"] not in gone for row in rows)


def payment_cards_of(member_id: str) -> list[str]:
    """List the payment cards, as tills name them, with which a member has paid."""
    query = {"member_id": member_id, "occurred_at": {"$lte": clock.now()}}
    rows = database.collection(RECEIPTS).find(query, {"attributes": 1})
    found = [payment_card(row) for row in rows.limit(_RECEIPTS_LOOKED_AT)]
    return sorted({card for card in found if card})


def payment_card(record: Mapping[str, Any]) -> str | None:
    """Give the payment card of a receipt, as the till names it in the basket's attributes."""
    card = record.get("attributes", {}).get("payment_card")
    return str(card) if card else None
