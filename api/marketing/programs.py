"""Programs: manifests tried out and put in force."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from flask import Response

import program
from api.answers import no_content, with_etag
from api.blueprint import Blueprint, refuses
from api.bodies import manifest_text
from api.callers import caller, operator
from api.refusals import ProgramCodeDiffers
from api.schemas import FieldErrorSchema, Moment, Schema

blueprint = Blueprint(
    "marketing_programs",
    url_prefix="/v1/marketing/programs",
    tag="Marketing: programs",
    description="The terms, as versions that never change",
)


class WarningSchema(Schema):
    """Something that is allowed and probably not meant."""

    code = ma.fields.String(required=True)
    pointer = ma.fields.String(required=True)
    message = ma.fields.String(required=True)


class VersionSchema(Schema):
    """A version of a program."""

    id = ma.fields.String(required=True)
    program = ma.fields.String(required=True)
    version = ma.fields.Integer(required=True)
    name = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.String(),
        required=True,
        metadata={"description": "By language"},
    )
    effective_at = Moment(required=True)
    created_at = Moment(required=True)
    author = ma.fields.String(required=True)
    checksum = ma.fields.String(required=True)
    warnings = ma.fields.List(ma.fields.Nested(WarningSchema), required=True)
    withdrawn_at = Moment(
        required=True, allow_none=True, metadata={"description": "Then it never holds"}
    )
    withdrawn_by = ma.fields.String(required=True, allow_none=True)


class VersionWithTextSchema(VersionSchema):
    """A version of a program with the text of its manifest."""

    manifest = ma.fields.String(required=True, metadata={"description": "YAML, as it was sent"})


class VersionsSchema(Schema):
    """Versions of programs."""

    items = ma.fields.List(ma.fields.Nested(VersionSchema), required=True)


class PlanRefusalSchema(Schema):
    """A refusal that applying would answer."""

    code = ma.fields.String(required=True)
    detail = ma.fields.String(required=True)
    errors = ma.fields.List(ma.fields.Nested(FieldErrorSchema), required=True)


class PlanSchema(Schema):
    """What applying a manifest would do."""

    program = ma.fields.String(required=True)
    version = ma.fields.Integer(required=True, metadata={"description": "That it would be"})
    changes = ma.fields.List(ma.fields.String(), required=True)
    warnings = ma.fields.List(ma.fields.Nested(WarningSchema), required=True)
    refusals = ma.fields.List(
        ma.fields.Nested(PlanRefusalSchema),
        required=True,
        metadata={"description": "With any, it would not be applied"},
    )


class ApplyQuery(Schema):
    """From when a version holds."""

    effective_at = Moment(
        load_default=None, metadata={"description": "Now, unless given; with its zone"}
    )


VERSION = {
    "id": "prv_7p3k9x2m4v8q1z5t6w0y3b2n",
    "program": "kopeck",
    "version": 2,
    "name": {"en": "Kopeck", "ru": "Копейка", "ro": "Copeica"},
    "effective_at": "2026-04-01T00:00:00.000Z",
    "created_at": "2026-03-02T10:00:00.000Z",
    "author": "opr_7p3k9x2m4v8q1z5t6w0y3b2n",
    "checksum": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "warnings": [],
    "withdrawn_at": None,
    "withdrawn_by": None,
}
MANIFEST = """\
code: kopeck
name: { en: Kopeck, ru: Копейка, ro: Copeica }
currency: MDL
zone: Europe/Chisinau
accounts:
  points:
    kind: points
earning:
  - id: everything
    account: points
    reason: { en: 1 % of the purchase, ru: 1 % от покупки, ro: 1 % din cumpărătură }
    give: { percent: 1 }
"""
PLAN = {
    "program": "kopeck",
    "version": 2,
    "changes": ["earning.everything.give.percent: 1 -> 2"],
    "warnings": [],
    "refusals": [],
}


@blueprint.route("", methods=["GET"])
@operator("programs.read")
@refuses()
@blueprint.response(200, VersionsSchema, example={"items": [VERSION]})
def list_programs() -> Any:
    """List programs, each in its last version."""
    return {"items": program.list_programs()}


@blueprint.route("/plan", methods=["POST"])
@operator("programs.read")
@refuses(program.ManifestInvalid)
@blueprint.arguments(ApplyQuery, location="query")
@manifest_text(example=MANIFEST)
@blueprint.response(200, PlanSchema, example=PLAN)
def plan_program(text: str, query: dict[str, Any]) -> Any:
    """Check a manifest and tell what it would change, changing nothing.

    `refusals` tells why it could not be put in force from `effective_at` on.
    """
    return program.plan(text, effective_at=query["effective_at"])


@blueprint.route("/<code>/versions", methods=["GET"])
@operator("programs.read")
@refuses(program.ProgramNotFound)
@blueprint.response(200, VersionsSchema, example={"items": [VERSION]})
def list_versions(code: str) -> Any:
    """List the versions of a program, the first one first, withdrawn ones too."""
    program.get_version(code, 1)
    return {"items": program.list_versions(code)}


@blueprint.route("/<code>/versions/<int(max=999999999):version>", methods=["GET"])
@operator("programs.read")
@refuses(program.ProgramNotFound, program.VersionNotFound)
@with_etag
@blueprint.response(200, VersionWithTextSchema, example={**VERSION, "manifest": MANIFEST})
def get_version(code: str, version: int) -> Any:
    """Give a version of a program with its manifest."""
    return program.get_version(code, version)


@blueprint.route("/<code>/versions", methods=["POST"])
@operator("programs.write")
@refuses(
    program.ManifestInvalid,
    program.EffectiveTooEarly,
    program.VersionUnchanged,
    program.CurrencyFixed,
    program.AccountRemoved,
    program.AccountKindFixed,
    program.AccountKindTaken,
    ProgramCodeDiffers,
)
@blueprint.arguments(ApplyQuery, location="query")
@manifest_text(example=MANIFEST)
@blueprint.response(201, VersionWithTextSchema, example={**VERSION, "manifest": MANIFEST})
def apply_program(text: str, query: dict[str, Any], code: str) -> Any:
    """Put a manifest in force as a new version.

    It holds from `effective_at` on; receipts of earlier times keep the version of their time.
    The text of the latest version gives that version again.
    """
    require_code(text, code)
    return program.apply(text, author=caller().id, effective_at=query["effective_at"])


@blueprint.route("/<code>/versions/<int(max=999999999):version>", methods=["DELETE"])
@operator("programs.write")
@refuses(program.ProgramNotFound, program.VersionNotFound, program.VersionBegun)
@blueprint.response(204)
def withdraw_version(code: str, version: int) -> Response:
    """Withdraw a version that has not begun.

    It never holds, stays listed with `withdrawn_at`, and its number is not used again. To
    withdraw it again changes nothing.
    """
    program.withdraw(code, version, author=caller().id)
    return no_content()


def require_code(text: str, code: str) -> None:
    """Refuse a manifest of another program with ProgramCodeDiffers."""
    named = program.read_manifest(text).terms.program
    if named != code:
        raise ProgramCodeDiffers(named=named, code=code)
