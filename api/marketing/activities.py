"""Activities as operators see them and decide on them."""

from __future__ import annotations

from typing import Any

import wallet
from api import activities as wire
from api.activities import (
    ACTIVITY,
    APPROVED,
    PAGE,
    RECORDED,
    ActivitiesQuery,
    ActivitiesSchema,
    ActivitySchema,
    RecordedSchema,
)
from api.blueprint import Blueprint, refuses
from api.callers import operator
from api.idempotency import idempotent
from api.profiles import Reason
from api.refusals import CursorInvalid
from api.schemas import Schema, Text
from api.wallets import actor
from sales import activities

blueprint = Blueprint(
    "marketing_activities",
    url_prefix="/v1/marketing/activities",
    tag="Marketing: activities",
    description="What members did besides buying: seen, decided, taken back",
)
DECIDING = (
    activities.ActivityNotFound,
    activities.ActivityDecided,
    wallet.InsufficientPoints,
    wallet.ReturnBlocked,
    wallet.IdempotencyKeyReused,
)


class MembersActivitiesQuery(ActivitiesQuery):
    """Which activities, and whose."""

    member_id = Text(longest=64, load_default=None)


class DecisionReasonSchema(Schema):
    """Why it is decided so."""

    reason = Reason(required=True)


WHY = {"reason": "A review of another product"}
DONE = {**RECORDED, "activity": APPROVED}


def _decided(state: str) -> dict[str, Any]:
    return {**DONE, "activity": {**APPROVED, "state": state}}


@blueprint.route("", methods=["GET"])
@operator("members.read")
@refuses(CursorInvalid)
@blueprint.arguments(MembersActivitiesQuery, location="query")
@blueprint.response(200, ActivitiesSchema, example=PAGE)
def list_activities(query: dict[str, Any]) -> Any:
    """List activities, newest first: of a member, in a state, of a type."""
    return wire.page(query, member_id=query["member_id"])


@blueprint.route("/<activity_id>", methods=["GET"])
@operator("members.read")
@refuses(activities.ActivityNotFound)
@blueprint.response(200, ActivitySchema, example=ACTIVITY)
def get_activity(activity_id: str) -> Any:
    """Give an activity as it stands."""
    return wire.one(activities.get_activity(activity_id))


@blueprint.route("/<activity_id>/approval", methods=["POST"])
@operator("adjust")
@refuses(*DECIDING)
@idempotent
@blueprint.response(200, RecordedSchema, example=DONE)
def approve_activity(activity_id: str, *, idempotency_key: str) -> Any:
    """Let an activity count: what waited can be used."""
    return wire.recorded(activities.approve(activity_id, key=idempotency_key, actor=actor()), 200)


@blueprint.route("/<activity_id>/refusal", methods=["POST"])
@operator("adjust")
@refuses(*DECIDING)
@blueprint.arguments(DecisionReasonSchema, example=WHY)
@idempotent
@blueprint.response(200, RecordedSchema, example=_decided("declined"))
def decline_activity(why: dict[str, Any], activity_id: str, *, idempotency_key: str) -> Any:
    """Say no to an activity: what waited is cancelled, what was set aside goes back."""
    by = {"key": idempotency_key, "actor": actor(), "reason": why["reason"]}
    return wire.recorded(activities.decline(activity_id, **by), 200)


@blueprint.route("/<activity_id>/fulfilment", methods=["POST"])
@operator("adjust")
@refuses(*DECIDING)
@idempotent
@blueprint.response(200, RecordedSchema, example=_decided("fulfilled"))
def fulfil_activity(activity_id: str, *, idempotency_key: str) -> Any:
    """Say that what was accepted is done: what was set aside is spent."""
    return wire.recorded(activities.fulfil(activity_id, key=idempotency_key, actor=actor()), 200)


@blueprint.route("/<activity_id>/reversal", methods=["POST"])
@operator("adjust")
@refuses(*DECIDING)
@blueprint.arguments(DecisionReasonSchema, example=WHY)
@idempotent
@blueprint.response(200, RecordedSchema, example=_decided("reversed"))
def reverse_activity(why: dict[str, Any], activity_id: str, *, idempotency_key: str) -> Any:
    """Take back, once, all that an activity gave."""
    by = {"key": idempotency_key, "actor": actor(), "reason": why["reason"]}
    return wire.recorded(activities.reverse(activity_id, **by), 200)
