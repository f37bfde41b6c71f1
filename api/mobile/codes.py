"""A member's codes, and whether a text that they typed is one."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

import offers
from api.answers import answer
from api.blueprint import Blueprint, refuses
from api.callers import caller, member
from api.errors import asked_locale
from api.offers import CODE, IssuedCodeSchema, code, rejection
from api.offers import RejectionSchema as WhySchema
from api.schemas import Schema, Text
from api.wallets import terms_in_force
from program import ProgramNotEffective, ProgramNotFound
from wallet import WalletNotFound

blueprint = Blueprint(
    "mobile_codes",
    url_prefix="/v1/mobile/codes",
    tag="Mobile: codes",
    description="Codes that give something at the till",
)


class IssuedCodesSchema(Schema):
    """A member's codes, the newest first."""

    items = ma.fields.List(ma.fields.Nested(IssuedCodeSchema), required=True)


class AskedSchema(Schema):
    """A text as it was typed."""

    code = Text(required=True, longest=64)


class CheckedSchema(Schema):
    """Whether a text is accepted now. Every text that is not gets the same answer."""

    is_accepted = ma.fields.Boolean(required=True)
    series = ma.fields.String(required=True, allow_none=True)
    rejection = ma.fields.Nested(WhySchema, required=True, allow_none=True)


@blueprint.route("", methods=["GET"])
@member("self")
@refuses(ProgramNotFound, ProgramNotEffective)
@blueprint.response(200, IssuedCodesSchema, example={"items": [CODE]})
def list_codes() -> Any:
    """List the member's codes: their own, and those to be shared with friends."""
    found = offers.list_codes_of(caller().id, program=terms_in_force().program)
    return answer({"items": [code(view, asked_locale()) for view in found]})


@blueprint.route("/check", methods=["POST"])
@member("self")
@refuses(offers.GuessesTooMany, WalletNotFound, ProgramNotFound, ProgramNotEffective)
@blueprint.arguments(AskedSchema, example={"code": "SKIDKA-30"})
@blueprint.response(
    200,
    CheckedSchema,
    example={"is_accepted": True, "series": "skidka30", "rejection": None},
)
def check_code(asked: dict[str, Any]) -> Any:
    """Tell whether a code is accepted now. After five that are not, the member waits."""
    program = terms_in_force().program
    found = offers.check(asked["code"], program=program, member_id=caller().id)
    why = rejection(found.rejection, asked_locale())
    return answer({"is_accepted": why is None, "series": found.series, "rejection": why})
