"""Points set aside for a basket that is about to be paid."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

import sales
import wallet
from api import wallets
from api.answers import answer
from api.blueprint import Blueprint, refuses
from api.bodies import body
from api.callers import caller, terminal
from api.errors import asked_locale
from api.idempotency import idempotent, mark_replayed
from api.pos.baskets import HoldBody, as_sale, takes_long_receipts
from api.pos.quotes import BASKET, BASKET_REFUSALS
from api.schemas import Moment, Schema
from api.wallets import BalanceSchema, actor, spell
from program import terms_at

blueprint = Blueprint(
    "pos_holds",
    url_prefix="/v1/pos/holds",
    tag="Till: holds",
    description="Points set aside, so that they cannot be spent twice",
)


class HoldSchema(Schema):
    """Points set aside."""

    hold_id = ma.fields.String(required=True)
    account = ma.fields.String(required=True)
    points = ma.fields.Integer(required=True)
    value_minor = ma.fields.Integer(required=True)
    expires_at = Moment(required=True, metadata={"description": "Then they are free again"})
    seq = ma.fields.Integer(required=True, metadata={"description": "Of the wallet: for If-Seq"})


class ReleaseSchema(Schema):
    """The wallet after a hold was given back."""

    hold_id = ma.fields.String(required=True)
    balances = ma.fields.List(ma.fields.Nested(BalanceSchema), required=True)
    seq = ma.fields.Integer(required=True, metadata={"description": "Of the wallet: for If-Seq"})


HOLD = {
    "hold_id": "hld_7p3k9x2m4v8q1z5t6w0y3b2n",
    "account": "points",
    "points": 100,
    "value_minor": 100,
    "expires_at": "2026-03-02T10:15:00.000Z",
    "seq": 7,
}
RELEASED = {
    "hold_id": "hld_7p3k9x2m4v8q1z5t6w0y3b2n",
    "balances": [wallets.BALANCE],
    "seq": 8,
}


@blueprint.route("", methods=["POST"])
@terminal("redeem")
@refuses(
    *BASKET_REFUSALS,
    wallet.cards.CardCodeUsed,
    sales.TimeInvalid,
    wallet.IdempotencyKeyReused,
)
@takes_long_receipts
@body(HoldBody, example={**BASKET, "receipt_no": "000123", "burn_points": 100})
@idempotent
@blueprint.response(201, HoldSchema, example=HOLD)
def place_hold(basket: HoldBody, *, idempotency_key: str) -> Any:
    """Set points aside for a basket.

    Then nobody else can spend them until the receipt is closed with `hold_id`, the hold is
    released, or `expires_at`.
    """
    sale = as_sale(basket, hold_key=idempotency_key)
    held = sales.hold(sale, key=idempotency_key, actor=actor())
    return mark_replayed(answer(_held(held), 201), is_replayed=held.replayed)


@blueprint.route("/<hold_id>/release", methods=["POST"])
@terminal("redeem")
@refuses(
    wallet.HoldNotFound,
    wallet.HoldConfirmed,
    wallet.HoldReleased,
    wallet.HoldTimedOut,
    wallet.IdempotencyKeyReused,
)
@idempotent
@blueprint.response(200, ReleaseSchema, example=RELEASED)
def release_hold(hold_id: str, *, idempotency_key: str) -> Any:
    """Give a hold's points back.

    Only the till that placed a hold knows it.
    """
    posting = sales.release_hold(hold_id, key=idempotency_key, actor=actor())
    made = answer(_released(hold_id, posting))
    return mark_replayed(made, is_replayed=posting.replayed)


def _held(held: sales.Held) -> dict[str, Any]:
    return {
        "hold_id": held.hold_id,
        "account": held.account,
        "points": held.points,
        "value_minor": held.value_minor,
        "expires_at": spell(held.expires_at),
        "seq": held.view.seq,
    }


def _released(hold_id: str, posting: wallet.Posting) -> dict[str, Any]:
    terms = terms_at(caller().program or "", posting.entry["ts"])
    balances = wallets.balances(terms, posting.view, asked_locale())
    return {"hold_id": hold_id, "balances": balances, "seq": posting.view.seq}
