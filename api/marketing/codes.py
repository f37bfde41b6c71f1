"""Codes issued, listed, revoked; batches of them, exported as they are read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import marshmallow as ma
from flask import Response

import members
import offers
from api.answers import answer
from api.blueprint import Blueprint, refuses
from api.callers import caller, operator
from api.errors import asked_locale
from api.idempotency import idempotent
from api.offers import CODE, IssuedCodeSchema, code
from api.schemas import Moment, Schema, Text
from api.wallets import spell, spell_if, terms_in_force
from program import ProgramNotEffective, ProgramNotFound

blueprint = Blueprint(
    "marketing_codes",
    url_prefix="/v1/marketing",
    tag="Marketing: codes",
    description="Codes of the program's series: one by one, or a million in a batch",
)
_TERMS = (ProgramNotFound, ProgramNotEffective)
_ISSUING = (offers.SeriesNotFound, offers.SeriesNotIssued, offers.HolderRequired)
_COLUMNS = ("no", "text", "issued_at", "valid_until")
_ROWS_AT_ONCE = 500


class IssueSchema(Schema):
    """A code to be made."""

    series = Text(required=True, longest=48)
    member_id = Text(
        longest=64, load_default=None, allow_none=True, metadata={"description": "Whose it is"}
    )


class OwnedCodeSchema(IssuedCodeSchema):
    """A code, whose it is and who shares it."""

    member_id = ma.fields.String(required=True, allow_none=True)
    issuer = ma.fields.String(required=True, allow_none=True)


class UseSchema(Schema):
    """One use of a code."""

    member_id = ma.fields.String(required=True)
    at = Moment(required=True)
    receipt_id = ma.fields.String(required=True, allow_none=True)
    given_back_at = Moment(required=True, allow_none=True)


class UsesSchema(Schema):
    """Who used a code, the last one first."""

    items = ma.fields.List(ma.fields.Nested(UseSchema), required=True)


class BatchPlanSchema(Schema):
    """A batch to be made."""

    series = Text(required=True, longest=48)
    name = Text(required=True, longest=64, metadata={"description": "Known again by its name"})
    size = ma.fields.Integer(required=True, strict=True, validate=ma.validate.Range(1, 1_000_000))


class BatchSchema(Schema):
    """A batch: the worker makes its codes; `made` says how many are there."""

    id = ma.fields.String(required=True)
    series = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    size = ma.fields.Integer(required=True)
    made = ma.fields.Integer(required=True)
    issued_at = Moment(required=True)
    author = ma.fields.String(required=True)


class BatchesSchema(Schema):
    """All batches, the newest first."""

    items = ma.fields.List(ma.fields.Nested(BatchSchema), required=True)


ISSUED = {**CODE, "member_id": None, "issuer": "mem_7p3k9x2m4v8q1z5t6w0y3b2n"}
USE = {
    "member_id": "mem_7p3k9x2m4v8q1z5t6w0y3b2n",
    "at": "2026-03-02T10:00:00.000Z",
    "receipt_id": "rcp_7p3k9x2m4v8q1z5t6w0y3b2n",
    "given_back_at": None,
}
BATCH = {
    "id": "bat_7p3k9x2m4v8q1z5t6w0y3b2n",
    "series": "coffee30",
    "name": "2026-03-15",
    "size": 1000000,
    "made": 250000,
    "issued_at": "2026-03-14T22:00:00.000Z",
    "author": "schedule",
}


@blueprint.route("/codes", methods=["POST"])
@operator("programs.write")
@refuses(*_ISSUING, offers.HolderNotTaken, members.MemberNotFound, *_TERMS)
@blueprint.arguments(IssueSchema, example={"series": "coffee30", "member_id": USE["member_id"]})
@idempotent
@blueprint.response(201, OwnedCodeSchema, example=ISSUED)
def issue_code(wanted: dict[str, Any], *, idempotency_key: str) -> Any:
    """Make one code; the same key gives the same code."""
    if wanted["member_id"] is not None:
        members.get_member(wanted["member_id"])  # Refused before anything is made.
    program, key = terms_in_force().program, f"{caller().id}/{idempotency_key}"
    made = offers.issue(program, **wanted, key=key, author=caller().id)
    return answer(_issued(offers.get_code(program, made["text"])), 201)


@blueprint.route("/codes/<text>", methods=["GET"])
@operator("programs.read")
@refuses(offers.CodeNotFound, *_TERMS)
@blueprint.response(200, OwnedCodeSchema, example=ISSUED)
def show_code(text: str) -> Any:
    """Give a code by its text, however it is typed."""
    return answer(_issued(offers.get_code(terms_in_force().program, text)))


@blueprint.route("/codes/<text>/uses", methods=["GET"])
@operator("programs.read")
@refuses(*_TERMS)
@blueprint.response(200, UsesSchema, example={"items": [USE]})
def list_uses(text: str) -> Any:
    """List who used a code, the last one first; of a code of the manifest too."""
    found = offers.list_uses(terms_in_force().program, text)
    return answer({"items": [_use(use) for use in found]})


@blueprint.route("/codes/<text>/revoke", methods=["POST"])
@operator("programs.write")
@refuses(offers.CodeNotFound, *_TERMS)
@blueprint.response(200, OwnedCodeSchema, example={**ISSUED, "state": "revoked"})
def revoke_code(text: str) -> Any:
    """Take a code out of use for good; once more changes nothing."""
    program = terms_in_force().program
    offers.revoke(program, text, author=caller().id)
    return answer(_issued(offers.get_code(program, text)))


@blueprint.route("/code-batches", methods=["POST"])
@operator("programs.write")
@refuses(*_ISSUING, *_TERMS)
@blueprint.arguments(
    BatchPlanSchema, example={"series": "coffee30", "name": "summer", "size": 1000000}
)
@blueprint.response(202, BatchSchema, example={**BATCH, "made": 0})
def plan_batch(wanted: dict[str, Any]) -> Any:
    """Have a batch made by the worker; the same series and name is the same batch."""
    made = offers.plan_batch(terms_in_force().program, **wanted, author=caller().id)
    return answer(_batch(made), 202)


@blueprint.route("/code-batches", methods=["GET"])
@operator("programs.read")
@refuses(*_TERMS)
@blueprint.response(200, BatchesSchema, example={"items": [BATCH]})
def list_batches() -> Any:
    """List all batches, the newest first."""
    return answer({"items": [_batch(row) for row in offers.list_batches(terms_in_force().program)]})


@blueprint.route("/code-batches/<batch_id>", methods=["GET"])
@operator("programs.read")
@refuses(offers.BatchNotFound)
@blueprint.response(200, BatchSchema, example=BATCH)
def show_batch(batch_id: str) -> Any:
    """Tell how far a batch is."""
    return answer(_batch(offers.get_batch(batch_id)))


@blueprint.route("/code-batches/<batch_id>/codes.csv", methods=["GET"])
@operator("programs.write")
@refuses(offers.BatchNotFound)
@blueprint.response(
    200, {"type": "string"}, content_type="text/csv", example="no,text,issued_at,valid_until\r\n"
)
def export_batch(batch_id: str) -> Response:
    """Give the codes of a batch as a table, sent while it is read."""
    offers.get_batch(batch_id)
    return Response(_table(batch_id), content_type="text/csv; charset=utf-8")


def _table(batch_id: str) -> Iterator[str]:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for place, row in enumerate(offers.read_batch(batch_id), 1):
        until = spell_if(row.get("valid_until")) or ""
        writer.writerow([row["no"] + 1, row["text"], spell(row["issued_at"]), until])
        if place % _ROWS_AT_ONCE == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def _issued(view: offers.CodeView) -> dict[str, Any]:
    shown = code(view, asked_locale())
    return {**shown, "member_id": view.member_id, "issuer": view.issuer}


def _use(use: offers.CodeUseView) -> dict[str, Any]:
    return {
        "member_id": use.member_id,
        "at": spell(use.at),
        "receipt_id": use.receipt_id,
        "given_back_at": spell_if(use.given_back_at),
    }


def _batch(row: dict[str, Any]) -> dict[str, Any]:
    names = ("series", "name", "size", "made", "author")
    shown = {name: row[name] for name in names}
    return {"id": row["_id"], **shown, "issued_at": spell(row["issued_at"])}
