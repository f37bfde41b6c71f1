"""How a wallet's entries look on the wire: what happened, why, and what it left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import marshmallow as ma

import sales
from api.answers import decode_cursor, encode_cursor
from api.receipts import POINTS, PointsSchema
from api.refusals import CursorInvalid
from api.schemas import Moment, Schema
from api.wallets import BALANCE, BalanceSchema, name_of, rule_reasons, spell, spell_end
from foundation import texts
from program import Terms, lapse_reason, terms_of
from wallet import HistoryPage, get_history, to_moment, to_ms

Record = dict[str, Any]
KINDS = (
    "earn",
    "burn",
    "hold",
    "release",
    "timeout",
    "expire",
    "expire_reverse",
    "activate",
    "mature",
    "pending_cancel",
    "repay",
    "merge",
    "reverse",
    "burn_reverse",
    "earn_reverse",
    "adjust_credit",
    "adjust_debit",
    "transfer_in",
    "transfer_out",
)


class MovementSchema(Schema):
    """One movement of one account."""

    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    account = ma.fields.String(required=True)
    name = ma.fields.String(required=True, metadata={"description": "Of the account"})
    amount = ma.fields.Integer(
        required=True, metadata={"description": "By which the account's total changes"}
    )
    moved = ma.fields.Integer(
        required=True,
        metadata={"description": "Units that stay the member's: held, freed, woken, repaid"},
    )
    pending = ma.fields.Integer(
        required=True, metadata={"description": "Of the amount, not yet to spend"}
    )
    expires_at = Moment(required=True, allow_none=True)
    reason = ma.fields.String(required=True, allow_none=True)
    rules = ma.fields.List(ma.fields.Nested(PointsSchema), required=True)


class EntryReceiptSchema(Schema):
    """The receipt behind an entry."""

    id = ma.fields.String(required=True)
    receipt_no = ma.fields.String(required=True)


class WalletEntrySchema(Schema):
    """All that happened to a wallet in one instant."""

    id = ma.fields.String(required=True)
    seq = ma.fields.Integer(required=True, metadata={"description": "Dense from 1"})
    operation = ma.fields.String(
        required=True,
        metadata={
            "description": "What made the entry: sale, return, void, reopen, hold, release, "
            "confirm, earn, burn, adjust, reverse, transfer_out, transfer_in, day, status, "
            "profile, attributes, activity, activity_approval, activity_refusal, "
            "activity_fulfilment, activity_reversal, credit (of another member), referral or "
            "links. Changes of the member's status, or of the tier alone, have no movements"
        },
    )
    occurred_at = Moment(required=True)
    recorded_at = Moment(required=True)
    receipt = ma.fields.Nested(EntryReceiptSchema, required=True, allow_none=True)
    movements = ma.fields.List(ma.fields.Nested(MovementSchema), required=True)
    balances = ma.fields.List(
        ma.fields.Nested(BalanceSchema),
        required=True,
        metadata={"description": "Right after it, of the accounts that it moved"},
    )


class HistorySchema(Schema):
    """A page of entries, newest first."""

    items = ma.fields.List(ma.fields.Nested(WalletEntrySchema), required=True)
    next_cursor = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "Null on the last page"}
    )


ENTRY = {
    "id": "ent_7p3k9x2m4v8q1z5t6w0y3b2n",
    "seq": 8,
    "operation": "sale",
    "occurred_at": "2026-03-02T10:00:00.000Z",
    "recorded_at": "2026-03-02T10:00:00.412Z",
    "receipt": {"id": "rcp_7p3k9x2m4v8q1z5t6w0y3b2n", "receipt_no": "000123"},
    "movements": [
        {
            "kind": "earn",
            "account": "points",
            "name": "Points",
            "amount": 11,
            "moved": 0,
            "pending": 11,
            "expires_at": "2027-03-31T21:00:00.000Z",
            "reason": None,
            "rules": [POINTS],
        }
    ],
    "balances": [BALANCE],
}
HISTORY = {"items": [ENTRY], "next_cursor": "Wzhd"}


def history(member_id: str, query: Mapping[str, Any], terms: Terms, locale: str) -> Record:
    """Show a page of a wallet's entries. Raises `WalletNotFound`, `CursorInvalid`."""
    cursor = query.get("cursor")
    before = place_in(cursor) if cursor else None
    page: HistoryPage = get_history(member_id, before=before, limit=query["limit"])
    return {
        "items": [entry(row, terms, locale) for row in page.entries],
        "next_cursor": encode_cursor(page.before) if page.before else None,
    }


def place_in(cursor: str) -> int:
    """Read the sequence number from a cursor. Raises `CursorInvalid`."""
    parts = decode_cursor(cursor)
    if len(parts) != 1 or not isinstance(parts[0], int) or not 1 < parts[0] < 1 << 53:
        raise CursorInvalid
    return parts[0]


def entry(row: Mapping[str, Any], terms: Terms, locale: str) -> Record:
    """Show an entry; the rules of a sale are worded by the terms of that sale."""
    sold = sales.receipt_in(row)
    about = {"id": sold["_id"], "receipt_no": sold["receipt_no"]} if sold else _mentioned(row)
    judged = sold or sales.activities.activity_in(row)
    worded = terms_of(judged["program"], judged["version"]) if judged else terms
    return {
        "id": row["_id"],
        "seq": row["s"],
        "operation": row["op"],
        "occurred_at": spell(row.get("eff") or row["ts"]),
        "recorded_at": spell(row["rec"]),
        "receipt": about,
        "movements": movements(row["m"], row["ts"], worded, locale),
        "balances": [_balance(code, row["b"][code], terms, locale) for code in row["b"]],
    }


def _mentioned(row: Mapping[str, Any]) -> Record | None:
    """Give the receipt that a hold was placed for."""
    for move in row["m"]:
        why = move.get("w", {})
        if why.get("receipt"):
            return {"id": why["receipt"], "receipt_no": why["no"]}
    return None


def movements(
    moves: Sequence[Mapping[str, Any]], at: datetime, terms: Terms, locale: str
) -> list[Record]:
    """Show what moved at a moment."""
    return [_movement(move, to_ms(at), terms, locale) for move in moves]


def _movement(move: Mapping[str, Any], at_ms: int, terms: Terms, locale: str) -> Record:
    why, lots = move.get("w", {}), move.get("l", ())
    ends = [lot[2] for lot in lots if lot[2] is not None]
    is_credit = move["n"] > 0
    return {
        "kind": move["t"],
        "account": move["u"],
        "name": name_of(terms, move["u"], locale),
        "amount": move["n"],
        "moved": move.get("p", 0),
        "pending": sum(lot[1] for lot in lots if lot[3] > at_ms) if is_credit else 0,
        "expires_at": spell_end(to_moment(min(ends))) if ends and is_credit else None,
        "reason": why.get("reason") or texts.pick(lapse_reason(why), locale) or None,
        "rules": _rules(why, move["u"], terms, locale),
    }


def _rules(why: Mapping[str, Any], account: str, terms: Terms, locale: str) -> list[Record]:
    if "rules" not in why:
        return []
    reasons = rule_reasons(terms, locale)
    return [
        {
            "rule": rule,
            "version": why["version"],
            "account": account,
            "points": points,
            "reason": reasons.get(rule, rule),
        }
        for rule, points in why["rules"]
    ]


def _balance(code: str, after: list[int], terms: Terms, locale: str) -> Record:
    available, pending, held, debt = after
    return {
        "account": code,
        "name": name_of(terms, code, locale),
        "available": available,
        "pending": pending,
        "held": held,
        "debt": debt,
    }
