"""The catalogue of rewards, and what a member takes from it."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

import offers
import wallet
from api.answers import answer
from api.blueprint import Blueprint, refuses
from api.callers import caller, member
from api.errors import asked_locale
from api.idempotency import idempotent, mark_replayed
from api.offers import REDEMPTION, RedemptionSchema, RejectionSchema, redemption, rejection
from api.places import cursor_at, place_at
from api.refusals import CursorInvalid
from api.schemas import PageQuery, Schema, Text
from api.wallets import actor, terms_in_force
from foundation import texts
from program import ProgramNotEffective, ProgramNotFound

blueprint = Blueprint(
    "mobile_rewards",
    url_prefix="/v1/mobile",
    tag="Mobile: rewards",
    description="What units can be had for",
)
_TERMS = (ProgramNotFound, ProgramNotEffective)


class NextPriceSchema(Schema):
    """A price that is announced."""

    price = ma.fields.Integer(required=True)
    first_day = ma.fields.Date(required=True)


class RewardSchema(Schema):
    """A reward as it stands for the member."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True, metadata={"description": "In your language"})
    account = ma.fields.String(required=True)
    price = ma.fields.Integer(required=True)
    missing = ma.fields.Integer(required=True, metadata={"description": "Units; 0: affordable"})
    left = ma.fields.Integer(
        required=True, allow_none=True, metadata={"description": "Null: without end"}
    )
    is_handed_over = ma.fields.Boolean(
        required=True, metadata={"description": "Units are held until a till hands it over"}
    )
    next_price = ma.fields.Nested(NextPriceSchema, required=True, allow_none=True)
    rejection = ma.fields.Nested(
        RejectionSchema, required=True, allow_none=True, metadata={"description": "Why not now"}
    )


class RewardsSchema(Schema):
    """The catalogue, in the program's order."""

    items = ma.fields.List(ma.fields.Nested(RewardSchema), required=True)


class WantedSchema(Schema):
    """Which reward."""

    reward = Text(required=True, longest=48)


class RedemptionsSchema(Schema):
    """A page of a member's redemptions, the newest first."""

    items = ma.fields.List(ma.fields.Nested(RedemptionSchema), required=True)
    next_cursor = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "Null on the last page"}
    )


REWARD = {
    "code": "seat",
    "name": "A seat to the sea",
    "account": "miles",
    "price": 20000,
    "missing": 1500,
    "left": 4,
    "is_handed_over": True,
    "next_price": {"price": 25000, "first_day": "2026-04-30"},
    "rejection": {"code": "INSUFFICIENT_POINTS", "message": "1500 more units are needed."},
}


@blueprint.route("/rewards", methods=["GET"])
@member("self")
@refuses(wallet.WalletNotFound, *_TERMS)
@blueprint.response(200, RewardsSchema, example={"items": [REWARD]})
def list_rewards() -> Any:
    """List the rewards: what each costs, what is missing, what stands in the way."""
    found = offers.catalogue(caller().id, program=terms_in_force().program)
    return answer({"items": [_reward(one, asked_locale()) for one in found]})


@blueprint.route("/redemptions", methods=["POST"])
@member("self")
@refuses(
    offers.RewardNotFound,
    offers.RewardRefused,
    wallet.WalletNotFound,
    wallet.IdempotencyKeyReused,
    *_TERMS,
)
@blueprint.arguments(WantedSchema, example={"reward": "seat"})
@idempotent
@blueprint.response(201, RedemptionSchema, example=REDEMPTION)
def redeem(wanted: dict[str, Any], *, idempotency_key: str) -> Any:
    """Take a reward. Its units are spent at once, or held until a till hands it over."""
    program = terms_in_force().program
    made = offers.redeem(
        caller().id, wanted["reward"], program=program, key=idempotency_key, actor=actor()
    )
    return mark_replayed(answer(redemption(made.redemption), 201), is_replayed=made.replayed)


@blueprint.route("/redemptions", methods=["GET"])
@member("self")
@refuses(CursorInvalid)
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(
    200, RedemptionsSchema, example={"items": [REDEMPTION], "next_cursor": "WzE3NzI0N…"}
)
def list_redemptions(query: dict[str, Any]) -> Any:
    """List what the member took, the newest first."""
    before = place_at(query["cursor"]) if query.get("cursor") else None
    found, is_more = offers.list_redemptions(caller().id, before=before, limit=query["limit"])
    place = cursor_at(found[-1]["opened_at"], found[-1]["_id"]) if is_more else None
    return answer({"items": [redemption(record) for record in found], "next_cursor": place})


@blueprint.route("/redemptions/<redemption_id>/cancel", methods=["POST"])
@member("self")
@refuses(offers.RedemptionNotFound, offers.RedemptionClosed, wallet.IdempotencyKeyReused)
@idempotent
@blueprint.response(200, RedemptionSchema, example={**REDEMPTION, "state": "cancelled"})
def cancel(redemption_id: str, *, idempotency_key: str) -> Any:
    """Give up a reward that waits for the till: its units are free again."""
    made = offers.cancel(redemption_id, member_id=caller().id, key=idempotency_key, actor=actor())
    return mark_replayed(answer(redemption(made.redemption)), is_replayed=made.replayed)


def _reward(one: offers.Offered, locale: str) -> dict[str, Any]:
    coming = one.next_price
    return {
        "code": one.reward.code,
        "name": texts.pick(one.reward.name, locale),
        "account": one.reward.account,
        "price": one.price,
        "missing": one.missing,
        "left": one.left,
        "is_handed_over": one.reward.is_handed_over,
        "next_price": coming and {"price": coming[1], "first_day": coming[0].isoformat()},
        "rejection": rejection(one.rejection, locale),
    }
