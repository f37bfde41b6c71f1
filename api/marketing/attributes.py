"""What is kept of a member beside the profile, for rules to read."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

import wallet
from api.activities import Scalar
from api.answers import answer
from api.blueprint import Blueprint, refuses
from api.callers import operator
from api.choosing import program_asked
from api.idempotency import idempotent, mark_replayed
from api.schemas import Schema, Text
from api.wallets import actor
from program import ProgramNotEffective, ProgramNotFound
from sales import activities

blueprint = Blueprint(
    "marketing_attributes",
    url_prefix="/v1/marketing/members/<member_id>/attributes",
    tag="Marketing: members",
    description="What is kept of a member beside the profile",
)


class AttributesSchema(Schema):
    """Attributes by name: texts, whole numbers, yes and no; null forgets one."""

    attributes = ma.fields.Dict(
        keys=Text(longest=32),
        values=Scalar(allow_none=True),
        required=True,
        validate=ma.validate.Length(max=50),
    )


KEPT = {"attributes": {"tariff": "business", "children": 2}}


@blueprint.route("", methods=["GET"])
@operator("members.read")
@refuses(wallet.WalletNotFound)
@blueprint.response(200, AttributesSchema, example=KEPT)
def get_attributes(member_id: str) -> Any:
    """Give the attributes that are kept of a member."""
    return answer({"attributes": activities.attributes_of(member_id)})


@blueprint.route("", methods=["PATCH"])
@operator("members.write")
@refuses(
    activities.AttributesInvalid,
    wallet.WalletNotFound,
    wallet.IdempotencyKeyReused,
    ProgramNotFound,
    ProgramNotEffective,
)
@blueprint.arguments(AttributesSchema, example=KEPT)
@idempotent
@blueprint.response(200, AttributesSchema, example=KEPT)
def set_attributes(change: dict[str, Any], member_id: str, *, idempotency_key: str) -> Any:
    """Set attributes of a member, or forget some; those not named stay."""
    kept, is_repeat = activities.set_attributes(
        member_id,
        change["attributes"],
        program=program_asked(),
        key=idempotency_key,
        actor=actor(),
    )
    return mark_replayed(answer({"attributes": kept}), is_replayed=is_repeat)
