"""Bringing friends: the member's code, a friend's code, and what became of them."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

import identity
import offers
from api.blueprint import Blueprint, refuses
from api.callers import caller, member
from api.choosing import program_asked
from api.mobile.links import admitted
from api.schemas import Moment, Schema, Text
from program import ProgramNotEffective, ProgramNotFound
from sales import referrals

blueprint = Blueprint(
    "mobile_referrals",
    url_prefix="/v1/mobile/referrals",
    tag="Mobile: referrals",
    description="A member's code for friends; rewards come with orders that are kept",
)
WITHOUT_TERMS = (ProgramNotFound, ProgramNotEffective, referrals.ReferralUnavailable)
STATE = ma.validate.OneOf(referrals.STATES)


class ReferralsQuery(Schema):
    """From where the member asks."""

    device_id = Text(
        longest=200,
        metadata={"description": "The app's installation: nobody refers their own phone"},
    )


class ReferralSchema(Schema):
    """A friend brought by the member."""

    id = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=STATE)
    reason = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "Why it is rejected"}
    )
    entered_at = Moment(required=True)
    qualified_at = Moment(required=True, allow_none=True)
    due_at = Moment(
        required=True,
        allow_none=True,
        metadata={"description": "When the reward can be used, if the order is kept"},
    )


class ReferralsSchema(Schema):
    """The member's code, and the friends who entered it, the latest first."""

    code = ma.fields.String(required=True)
    items = ma.fields.List(ma.fields.Nested(ReferralSchema), required=True)


class FriendCodeSchema(Schema):
    """A friend's code."""

    code = Text(required=True, longest=32)
    device_id = Text(longest=200, load_default=None)


class EnteredSchema(Schema):
    """By whose code a member came, and until when an order counts."""

    state = ma.fields.String(required=True, validate=STATE)
    entered_at = Moment(required=True)
    expires_at = Moment(required=True)


REFERRAL = {
    "id": "ref_7p3k9x2m4v8q1z5t6w0y3b2n",
    "state": "qualified",
    "reason": None,
    "entered_at": "2026-03-02T10:00:00.000Z",
    "qualified_at": "2026-03-05T10:00:00.000Z",
    "due_at": "2026-03-19T22:00:00.000Z",
}
ENTERED = {
    "state": "registered",
    "entered_at": "2026-03-02T10:00:00.000Z",
    "expires_at": "2026-05-31T21:00:00.000Z",
}


@blueprint.route("", methods=["GET"])
@member("self")
@refuses(*WITHOUT_TERMS)
@blueprint.arguments(ReferralsQuery, location="query")
@blueprint.response(200, ReferralsSchema, example={"code": "7KQ2MX9A", "items": [REFERRAL]})
def list_referrals(query: dict[str, Any]) -> Any:
    """Give the member's code for friends, and what became of those who entered it."""
    program, by = program_asked(), caller().id
    code = referrals.own_code(program, by, device_id=query.get("device_id"))
    return {"code": code, "items": referrals.list_referrals(program, by)}


@blueprint.route("", methods=["POST"])
@member("self")
@refuses(
    identity.AccountBarred,
    *WITHOUT_TERMS,
    referrals.ReferralCodeUnknown,
    referrals.SelfReferral,
    referrals.AlreadyReferred,
    referrals.NotNew,
    offers.GuessesTooMany,
)
@blueprint.arguments(FriendCodeSchema, example={"code": "7KQ2MX9A"})
@blueprint.response(201, EnteredSchema, example=ENTERED)
def enter_code(entered: dict[str, Any]) -> Any:
    """Tell by whose code the member came, before the first order. The same code again is as once.

    Nothing is given for it yet: the referrer is rewarded for an order that is kept. After
    five codes that nobody has, the member waits a quarter of an hour.
    """
    code, device = entered["code"], entered["device_id"]
    return referrals.enter_code(program_asked(), admitted(), code, device_id=device)
