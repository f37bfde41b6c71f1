"""How an activity looks on the wire, to tills, members and operators alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import marshmallow as ma

import sales
import wallet
from api import entries, wallets
from api.answers import answer, decode_cursor, encode_cursor
from api.entries import MovementSchema
from api.errors import asked_locale
from api.idempotency import mark_replayed
from api.refusals import CursorInvalid
from api.schemas import Moment, PageQuery, Schema, Text
from api.wallets import BALANCE, BalanceSchema, spell
from foundation import texts
from program import ProgramNotEffective, ProgramNotFound, terms_of
from sales import activities

Record = dict[str, Any]
_LONGEST_TEXT = 2000
_MOST = 10**15
_ORDER = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\|act_[a-z0-9]{24}")
STATES = ("pending", "accepted", "approved", "declined", "fulfilled", "reversed")
RECORDING = (
    activities.ActivityUnknown,
    activities.ActivityInvalid,
    activities.ActivityRejected,
    activities.ActivityExists,
    sales.ReceiptNotFound,
    sales.LineUnknown,
    sales.MemberSuspended,
    sales.TimeInvalid,
    wallet.InsufficientPoints,
    wallet.WalletNotFound,
    wallet.IdempotencyKeyReused,
    ProgramNotFound,
    ProgramNotEffective,
)


class Scalar(ma.fields.Field[Any]):
    """A text, a number, yes or no, or nothing: what a declared field may be sent as."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        is_text = isinstance(value, str) and len(value) <= _LONGEST_TEXT
        is_number = type(value) in (int, float) and abs(value) <= _MOST
        if value is None or is_text or is_number or type(value) is bool:
            return value
        raise ma.ValidationError("A text, a number up to 10^15, true, false or null.")


class EffectSchema(Schema):
    """One thing that an activity does."""

    kind = ma.fields.String(
        required=True,
        metadata={
            "description": "earn, add, grant, deduct, set, enter, leave, tier, extend, message, "
            "partner, code or webhook"
        },
    )
    account = ma.fields.String(required=True, allow_none=True)
    amount = ma.fields.Integer(required=True, metadata={"description": "Whole units"})


class DecisionSchema(Schema):
    """What became of an activity, when and why."""

    decision = ma.fields.String(
        required=True, metadata={"description": "approve, decline, fulfil or reverse"}
    )
    decided_at = Moment(required=True)
    reason = ma.fields.String(required=True, allow_none=True)


class ActivitySchema(Schema):
    """Something that a member did, and what it gives."""

    id = ma.fields.String(required=True)
    member_id = ma.fields.String(required=True)
    type = ma.fields.String(required=True)
    name = ma.fields.String(required=True, metadata={"description": "In your language"})
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(STATES))
    source = ma.fields.String(required=True, metadata={"description": "Who told of it"})
    number = ma.fields.String(required=True, metadata={"description": "Its number there"})
    occurred_at = Moment(required=True)
    recorded_at = Moment(required=True)
    data = ma.fields.Dict(required=True, keys=ma.fields.String())
    receipt_id = ma.fields.String(required=True, allow_none=True)
    line = ma.fields.Integer(required=True, allow_none=True)
    effects = ma.fields.List(ma.fields.Nested(EffectSchema), required=True)
    decisions = ma.fields.List(ma.fields.Nested(DecisionSchema), required=True)


class RecordedSchema(Schema):
    """An activity after a change, what moved, and the wallet right after it."""

    activity = ma.fields.Nested(ActivitySchema, required=True)
    movements = ma.fields.List(ma.fields.Nested(MovementSchema), required=True)
    balances = ma.fields.List(ma.fields.Nested(BalanceSchema), required=True)
    seq = ma.fields.Integer(required=True, metadata={"description": "Of the wallet: for If-Seq"})


class ActivitiesSchema(Schema):
    """A page of activities, newest first."""

    items = ma.fields.List(ma.fields.Nested(ActivitySchema), required=True)
    next_cursor = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "Null on the last page"}
    )


class ActivitiesQuery(PageQuery):
    """Which activities."""

    class Meta:
        unknown = ma.RAISE

    state = ma.fields.String(validate=ma.validate.OneOf(STATES), load_default=None)
    type = Text(longest=64, load_default=None)


ACTIVITY = {
    "id": "act_7p3k9x2m4v8q1z5t6w0y3b2n",
    "member_id": "mem_7p3k9x2m4v8q1z5t6w0y3b2n",
    "type": "review.submitted",
    "name": "A review",
    "state": "pending",
    "source": "trm_7p3k9x2m4v8q1z5t6w0y3b2n",
    "number": "review-81",
    "occurred_at": "2026-03-02T10:00:00.000Z",
    "recorded_at": "2026-03-02T10:00:00.412Z",
    "data": {"sku": "tent", "stars": "5"},
    "receipt_id": None,
    "line": None,
    "effects": [{"kind": "add", "account": "points", "amount": 50}],
    "decisions": [],
}
MOVEMENT = {
    "kind": "earn",
    "account": "points",
    "name": "Points",
    "amount": 50,
    "moved": 0,
    "pending": 50,
    "expires_at": None,
    "reason": "A review",
    "rules": [],
}
DECISION = {"decision": "approve", "decided_at": "2026-03-03T09:00:00.000Z", "reason": None}
APPROVED = {**ACTIVITY, "state": "approved", "decisions": [DECISION]}
RECORDED = {
    "activity": ACTIVITY,
    "movements": [MOVEMENT],
    "balances": [BALANCE],
    "seq": 8,
}
PAGE = {"items": [ACTIVITY], "next_cursor": "WzE3…"}


def activity(record: Mapping[str, Any], locale: str) -> Record:
    """Show an activity."""
    terms = terms_of(record["program"], record["version"])
    kind = terms.activities.types.get(record["type"]) if terms.activities else None
    return {
        "id": record["_id"],
        "member_id": record["member_id"],
        "type": record["type"],
        "name": texts.pick(kind.name, locale) if kind is not None else record["type"],
        "state": record["state"],
        "source": record["source"],
        "number": record["source_id"],
        "occurred_at": spell(record["occurred_at"]),
        "recorded_at": spell(record["told_at"]),
        "data": record["data"],
        "receipt_id": record["receipt"],
        "line": record["line"],
        "effects": [_effect(row) for row in record["effects"]],
        "decisions": [_decision(made) for made in record["changes"]],
    }


def _effect(row: Mapping[str, Any]) -> Record:
    return {"kind": row["k"], "account": row["u"] or None, "amount": row["n"]}


def _decision(made: Mapping[str, Any]) -> Record:
    at = datetime.fromisoformat(made["at"])
    return {"decision": made["by"], "decided_at": spell(at), "reason": made["reason"]}


def recorded(made: activities.Recorded, status: int) -> Any:
    """Answer an activity after a change, and the wallet right after it."""
    record, locale = made.activity, asked_locale()
    terms = terms_of(record["program"], record["version"])
    shown = {
        "activity": activity(record, locale),
        "movements": entries.movements(made.moves, made.view.at, terms, locale),
        "balances": wallets.balances(terms, made.view, locale),
        "seq": made.view.seq,
    }
    return mark_replayed(answer(shown, status), is_replayed=made.replayed)


def page(query: Mapping[str, Any], *, member_id: str | None = None) -> Any:
    """Answer a page of activities, newest first. Raises `CursorInvalid`."""
    before = _place(query["cursor"]) if query.get("cursor") else None
    wanted = {"state": query.get("state"), "type": query.get("type"), "limit": query["limit"]}
    items, is_more = activities.list_activities(member_id=member_id, before=before, **wanted)
    locale = asked_locale()
    shown = [activity(record, locale) for record in items]
    place = encode_cursor(items[-1]["told_order"]) if is_more else None
    return answer({"items": shown, "next_cursor": place})


def one(record: Mapping[str, Any]) -> Any:
    """Answer an activity as it stands."""
    return answer(activity(record, asked_locale()))


def _place(cursor: str) -> str:
    parts = decode_cursor(cursor)
    if len(parts) != 1 or not isinstance(parts[0], str) or not _ORDER.fullmatch(parts[0]):
        raise CursorInvalid
    try:
        datetime.fromisoformat(parts[0].partition("|")[0])
    except ValueError as error:
        raise CursorInvalid from error
    return parts[0]
