"""What members do besides buying, told by tills, apps and partners; and members' attributes."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from api import activities as wire
from api.activities import ACTIVITY, RECORDED, RECORDING, ActivitySchema, RecordedSchema, Scalar
from api.blueprint import Blueprint, refuses
from api.callers import caller, terminal
from api.idempotency import idempotent
from api.schemas import Moment, Schema, Text
from api.wallets import actor
from sales import activities

blueprint = Blueprint(
    "pos_activities",
    url_prefix="/v1/pos/activities",
    tag="Till: activities",
    description="What members do besides buying",
)


class NewActivitySchema(Schema):
    """Something that a member did."""

    member_id = Text(required=True, longest=64)
    type = Text(required=True, longest=64, metadata={"description": "As the program declares it"})
    number = Text(
        required=True,
        longest=128,
        metadata={"description": "Yours: the same activity is recorded once, whatever is sent"},
    )
    occurred_at = Moment(required=True)
    data = ma.fields.Dict(
        keys=Text(longest=32),
        values=Scalar(allow_none=True),
        load_default=dict,
        validate=ma.validate.Length(max=50),
        metadata={"description": "The fields that the program declares for the type"},
    )
    receipt_id = Text(load_default=None, allow_none=True, longest=64)
    line = ma.fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=ma.validate.Range(1, 500)
    )
    partner = Text(
        load_default=None,
        allow_none=True,
        longest=64,
        metadata={"description": "Of a partner: numbers are then the partner's own"},
    )
    channel = Text(load_default=None, allow_none=True, longest=32)
    store_id = Text(load_default=None, allow_none=True, longest=64)
    app_version = Text(load_default=None, allow_none=True, longest=32)


TOLD = {
    "member_id": "mem_7p3k9x2m4v8q1z5t6w0y3b2n",
    "type": "review.submitted",
    "number": "review-81",
    "occurred_at": "2026-03-02T12:00:00+02:00",
    "data": {"sku": "tent", "stars": 5},
}


@blueprint.route("", methods=["POST"])
@terminal("earn")
@refuses(*RECORDING)
@blueprint.arguments(NewActivitySchema, example=TOLD)
@idempotent
@blueprint.response(201, RecordedSchema, example=RECORDED)
def record_activity(told: dict[str, Any], *, idempotency_key: str) -> Any:
    """Record what a member did, with all that it gives.

    What the program wants approved waits, and its units with it. `ACTIVITY_REJECTED` says in
    `errors` why an activity does not count, as in ALREADY_CLAIMED or APP_TOO_OLD.
    """
    receipt, line, number = told.pop("receipt_id"), told.pop("line"), told.pop("number")
    source = told["partner"] or caller().id
    about = {"source": source, "id": number, "receipt": receipt, "line_no": line}
    what = activities.Occurrence(program=caller().program or "", **about, **told)
    return wire.recorded(activities.record(what, key=idempotency_key, actor=actor()), 201)


@blueprint.route("/<activity_id>", methods=["GET"])
@terminal("lookup")
@refuses(activities.ActivityNotFound)
@blueprint.response(200, ActivitySchema, example=ACTIVITY)
def get_activity(activity_id: str) -> Any:
    """Give an activity as it stands, of any source of the program."""
    return wire.one(activities.get_activity(activity_id, program=caller().program))
