"""Rewards handed over and units claimed at a till."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import marshmallow as ma
import msgspec
from msgspec import Meta

import offers
import wallet
from api import wallets
from api.answers import answer
from api.blueprint import Blueprint, refuses
from api.bodies import body
from api.callers import caller, terminal
from api.errors import asked_locale
from api.idempotency import idempotent, mark_replayed
from api.offers import REDEMPTION, RedemptionSchema, redemption
from api.pos.baskets import Label, Number, Quantity, check_quantity
from api.schemas import Schema, Text
from api.wallets import BalanceSchema, actor
from foundation import clock
from program import ProgramNotEffective, ProgramNotFound, terms_at

blueprint = Blueprint(
    "pos_rewards",
    url_prefix="/v1/pos",
    tag="Till: rewards",
    description="Rewards handed over, entitlements and products claimed",
)


class WaitingQuery(Schema):
    """Whose rewards."""

    member_id = Text(required=True, longest=64)


class WaitingSchema(Schema):
    """Rewards that wait for the till, the newest first."""

    items = ma.fields.List(ma.fields.Nested(RedemptionSchema), required=True)


class GoodsBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What is handed over for the units."""

    sku: Number
    quantity: Quantity

    def __post_init__(self) -> None:
        check_quantity(self.quantity)


class ClaimBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Units of an entitlement or a product, and the goods that they are claimed for."""

    member_id: Number
    account: Label
    amount: Annotated[int, Meta(ge=1, le=10**9)]
    goods: Annotated[list[GoodsBody], Meta(max_length=100)] = []


class ClaimedSchema(Schema):
    """The claim, and the wallet right after it."""

    claim_id = ma.fields.String(required=True)
    account = ma.fields.String(required=True)
    amount = ma.fields.Integer(required=True)
    balances = ma.fields.List(ma.fields.Nested(BalanceSchema), required=True)
    seq = ma.fields.Integer(required=True)


CLAIM = {
    "member_id": "mem_7p3k9x2m4v8q1z5t6w0y3b2n",
    "account": "litres",
    "amount": 15,
    "goods": [{"sku": "DIESEL", "quantity": "15"}],
}
CLAIMED = {
    "claim_id": "ent_7p3k9x2m4v8q1z5t6w0y3b2n",
    "account": "litres",
    "amount": 15,
    "balances": [wallets.BALANCE],
    "seq": 9,
}


@blueprint.route("/redemptions", methods=["GET"])
@terminal("lookup")
@refuses()
@blueprint.arguments(WaitingQuery, location="query")
@blueprint.response(200, WaitingSchema, example={"items": [REDEMPTION]})
def list_waiting(query: dict[str, Any]) -> Any:
    """List the rewards of a member that wait to be handed over."""
    program = caller().program or ""
    found, _ = offers.list_redemptions(query["member_id"], program=program, state="opened")
    return answer({"items": [redemption(row) for row in found]})


@blueprint.route("/redemptions/<redemption_id>/hand-over", methods=["POST"])
@terminal("redeem")
@refuses(offers.RedemptionNotFound, offers.RedemptionClosed, wallet.IdempotencyKeyReused)
@idempotent
@blueprint.response(200, RedemptionSchema, example={**REDEMPTION, "state": "handed_over"})
def hand_over(redemption_id: str, *, idempotency_key: str) -> Any:
    """Hand a reward over: its units are spent at the price it was opened with."""
    program = caller().program
    made = offers.hand_over(redemption_id, program=program, key=idempotency_key, actor=actor())
    return mark_replayed(answer(redemption(made.redemption)), is_replayed=made.replayed)


@blueprint.route("/claims", methods=["POST"])
@terminal("redeem")
@refuses(
    offers.ClaimRefused,
    wallet.WalletNotFound,
    wallet.InsufficientPoints,
    wallet.IdempotencyKeyReused,
    ProgramNotFound,
    ProgramNotEffective,
)
@body(ClaimBody, example=CLAIM)
@idempotent
@blueprint.response(201, ClaimedSchema, example=CLAIMED)
def claim(claimed: ClaimBody, *, idempotency_key: str) -> Any:
    """Claim units of an entitlement or a product for what is handed over.

    Units that are for certain goods want them named, as much of them as units.
    """
    made = _claim(claimed, idempotency_key)
    return mark_replayed(answer(_claimed(claimed, made), 201), is_replayed=made.replayed)


def _claim(claimed: ClaimBody, key: str) -> wallet.Posting:
    goods: list[tuple[str, Decimal]] = [(row.sku, row.quantity) for row in claimed.goods]
    return offers.claim(
        claimed.member_id,
        claimed.account,
        claimed.amount,
        program=caller().program or "",
        goods=goods,
        key=key,
        actor=actor(),
    )


def _claimed(claimed: ClaimBody, made: wallet.Posting) -> dict[str, Any]:
    terms = terms_at(caller().program or "", clock.now())
    return {
        "claim_id": made.entry["_id"],
        "account": claimed.account,
        "amount": claimed.amount,
        "balances": wallets.balances(terms, made.view, asked_locale()),
        "seq": made.view.seq,
    }
