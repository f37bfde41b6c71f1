"""What the catalogue cannot give, redemptions taken back, and members who only earn."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import marshmallow as ma

import offers
import sales
import wallet
from api.answers import answer
from api.blueprint import Blueprint, refuses
from api.callers import operator
from api.idempotency import idempotent, mark_replayed
from api.offers import REDEMPTION, RedemptionSchema, redemption
from api.profiles import Reason
from api.schemas import Schema
from api.wallets import actor, terms_in_force
from program import ProgramNotEffective, ProgramNotFound

blueprint = Blueprint(
    "marketing_rewards",
    url_prefix="/v1/marketing",
    tag="Marketing: rewards",
    description="Rewards: what members hold against what there is",
)
_TERMS = (ProgramNotFound, ProgramNotEffective)


class CapacitySchema(Schema):
    """What members hold of an account, and what the pools can take of it in a year."""

    account = ma.fields.String(required=True)
    held = ma.fields.Integer(required=True)
    capacity = ma.fields.Integer(
        required=True, allow_none=True, metadata={"description": "Null: without end"}
    )
    ratio = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "Years' worth, decimal"}
    )
    is_alarm = ma.fields.Boolean(required=True, metadata={"description": "Above 1.5"})


class LeftOutSchema(Schema):
    """Members who could afford a reward of which none is left."""

    reward = ma.fields.String(required=True)
    price = ma.fields.Integer(required=True)
    members = ma.fields.Integer(required=True)


class StrainSchema(Schema):
    """What the catalogue cannot give."""

    capacity = ma.fields.List(ma.fields.Nested(CapacitySchema), required=True)
    left_out = ma.fields.List(ma.fields.Nested(LeftOutSchema), required=True)
    wallets = ma.fields.Integer(required=True, metadata={"description": "How many were looked at"})
    is_complete = ma.fields.Boolean(
        required=True, metadata={"description": "False if there are more wallets than that"}
    )


class CapabilitiesSchema(Schema):
    """What a member may do."""

    is_earn_only = ma.fields.Boolean(required=True)
    reason = Reason(required=True)


class CapableSchema(Schema):
    """What a member may do, and the wallet's number after the change."""

    is_earn_only = ma.fields.Boolean(required=True)
    seq = ma.fields.Integer(required=True)


CAPACITY = {
    "account": "miles",
    "held": 300001,
    "capacity": 200000,
    "ratio": "1.50",
    "is_alarm": True,
}
LEFT_OUT = {"reward": "seat", "price": 20000, "members": 3}
STRAIN = {"capacity": [CAPACITY], "left_out": [LEFT_OUT], "wallets": 4210, "is_complete": True}


@blueprint.route("/reports/rewards", methods=["GET"])
@operator("programs.read")
@refuses(*_TERMS)
@blueprint.response(200, StrainSchema, example=STRAIN)
def report_rewards() -> Any:
    """Compare what members hold with what there is, and count who is left out.

    Looks at ten thousand wallets at most; of a club with more it tells of these alone and says so.
    """
    found = offers.strain_report(terms_in_force().program)
    capacity = [_capacity(row) for row in found.capacity]
    left_out = [_left_out(row) for row in found.left_out]
    sample = {"wallets": found.wallets, "is_complete": found.is_complete}
    return answer({"capacity": capacity, "left_out": left_out, **sample})


@blueprint.route("/redemptions/<redemption_id>/undo", methods=["POST"])
@operator("adjust")
@refuses(offers.RedemptionNotFound, offers.RedemptionClosed, wallet.IdempotencyKeyReused, *_TERMS)
@idempotent
@blueprint.response(200, RedemptionSchema, example={**REDEMPTION, "state": "cancelled"})
def undo(redemption_id: str, *, idempotency_key: str) -> Any:
    """Take back a reward that was had, if nothing of it is used: the units come back."""
    program = terms_in_force().program
    made = offers.undo(redemption_id, program=program, key=idempotency_key, actor=actor())
    return mark_replayed(answer(redemption(made.redemption)), is_replayed=made.replayed)


@blueprint.route("/members/<member_id>/capabilities", methods=["PUT"])
@operator("members.write")
@refuses(wallet.WalletNotFound, wallet.IdempotencyKeyReused)
@blueprint.arguments(CapabilitiesSchema, example={"is_earn_only": True, "reason": "A trial"})
@idempotent
@blueprint.response(200, CapableSchema, example={"is_earn_only": True, "seq": 9})
def set_capabilities(wanted: dict[str, Any], member_id: str, *, idempotency_key: str) -> Any:
    """Let a member earn and not spend, or spend again."""
    made = sales.set_earn_only(member_id, **wanted, key=idempotency_key, actor=actor())
    shown = {"is_earn_only": wanted["is_earn_only"], "seq": made.view.seq}
    return mark_replayed(answer(shown), is_replayed=made.replayed)


def _capacity(row: offers.CapacityReport) -> dict[str, Any]:
    return {
        "account": row.account,
        "held": row.held,
        "capacity": row.capacity,
        "ratio": _spelled(row.ratio),
        "is_alarm": row.is_alarm,
    }


def _spelled(ratio: Fraction | None) -> str | None:
    if ratio is None:
        return None
    exact = Decimal(ratio.numerator) / ratio.denominator
    return format(exact.quantize(Decimal("0.01")), "f")


def _left_out(row: offers.LeftOutReport) -> dict[str, Any]:
    return {"reward": row.reward, "price": row.price, "members": row.members}
