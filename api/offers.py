"""How codes, rewards and redemptions look on the wire, to members, tills and operators alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import marshmallow as ma

import offers
from api.errors import asked_locale
from api.schemas import Moment, Schema
from api.wallets import spell, spell_if
from foundation import texts
from program import terms_of

CODE_STATES = ("issued", "assigned", "reserved", "redeemed", "expired", "revoked")
REDEMPTION_STATES = ("opened", "confirmed", "handed_over", "cancelled", "expired")


class RejectionSchema(Schema):
    """Why something does not count."""

    code = ma.fields.String(required=True)
    message = ma.fields.String(required=True, metadata={"description": "In your language"})


class IssuedCodeSchema(Schema):
    """A code of a member."""

    id = ma.fields.String(required=True)
    text = ma.fields.String(required=True)
    series = ma.fields.String(required=True)
    name = ma.fields.String(required=True, metadata={"description": "In your language"})
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(CODE_STATES))
    issued_at = Moment(required=True)
    valid_from = Moment(required=True, allow_none=True)
    valid_until = Moment(required=True, allow_none=True)
    used = ma.fields.Integer(required=True)
    limit = ma.fields.Integer(
        required=True, allow_none=True, metadata={"description": "Null: without end"}
    )


class RedemptionSchema(Schema):
    """A reward on its way."""

    id = ma.fields.String(required=True)
    reward = ma.fields.String(required=True, metadata={"description": "Its code"})
    name = ma.fields.String(required=True, metadata={"description": "In your language"})
    goods = ma.fields.List(
        ma.fields.String(),
        required=True,
        metadata={"description": "SKUs that the till hands over"},
    )
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(REDEMPTION_STATES))
    account = ma.fields.String(required=True)
    price = ma.fields.Integer(required=True)
    opened_at = Moment(required=True)
    until = Moment(required=True, allow_none=True, metadata={"description": "How long it waits"})
    closed_at = Moment(required=True, allow_none=True)


CODE = {
    "id": "cod_7p3k9x2m4v8q1z5t6w0y3b2n",
    "text": "K7M2PX4QZRT",
    "series": "coffee30",
    "name": "30 % on coffee",
    "state": "assigned",
    "issued_at": "2026-01-15T10:00:00.000Z",
    "valid_from": "2026-01-14T22:00:00.000Z",
    "valid_until": "2026-03-30T21:00:00.000Z",
    "used": 0,
    "limit": None,
}
REDEMPTION = {
    "id": "rdm_7p3k9x2m4v8q1z5t6w0y3b2n",
    "reward": "seat",
    "name": "A seat to the sea",
    "goods": ["SEAT"],
    "state": "opened",
    "account": "points",
    "price": 20000,
    "opened_at": "2026-03-02T10:00:00.000Z",
    "until": "2026-03-05T22:00:00.000Z",
    "closed_at": None,
}


def code(view: offers.CodeView, locale: str) -> dict[str, Any]:
    """Show a code."""
    return {
        "id": view.id,
        "text": view.text,
        "series": view.series,
        "name": texts.pick(view.title, locale),
        "state": view.state,
        "issued_at": spell(view.issued_at),
        "valid_from": spell_if(view.valid_from),
        "valid_until": spell_if(view.valid_until),
        "used": view.used,
        "limit": view.total,
    }


def redemption(record: Mapping[str, Any]) -> dict[str, Any]:
    """Show a redemption, by the terms that it was opened under."""
    reward = offers.reward_of(terms_of(record["program"], record["version"]), record["reward"])
    return {
        "id": record["_id"],
        "reward": record["reward"],
        "name": texts.pick(reward.name, asked_locale()),
        "goods": [gift.sku for gift in reward.gives if gift.sku is not None],
        "state": record["state"],
        "account": record["account"],
        "price": record["price"],
        "opened_at": spell(record["opened_at"]),
        "until": spell_if(record.get("until")),
        "closed_at": spell_if(record.get("closed_at")),
    }


def rejection(found: Any, locale: str) -> dict[str, str] | None:
    """Show why something does not count, None where it does."""
    return None if found is None else {"code": found.code, "message": found.text(locale)}
