"""Tills and their keys."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import marshmallow as ma

import identity
import program
from api.blueprint import Blueprint, refuses
from api.callers import operator
from api.schemas import Moment, Schema, Text

blueprint = Blueprint(
    "marketing_terminals",
    url_prefix="/v1/marketing/terminals",
    tag="Marketing: terminals",
    description="Tills, each with a key of its own",
)


class NewTerminalSchema(Schema):
    """A till to be let in."""

    name = Text(required=True, longest=100)
    store_id = Text(required=True, longest=64)
    program = Text(
        load_default=None, longest=64, metadata={"description": "The installation's, if not named"}
    )
    scopes = ma.fields.List(
        Text(longest=32), required=True, validate=ma.validate.Length(min=1, max=16)
    )


class TerminalSchema(Schema):
    """A till."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    store_id = ma.fields.String(required=True)
    program = ma.fields.String(required=True)
    scopes = ma.fields.List(ma.fields.String(), required=True)
    created_at = Moment(required=True)
    last_used_at = Moment(required=True, allow_none=True)
    revoked_at = Moment(required=True, allow_none=True)


class TerminalWithKeySchema(TerminalSchema):
    """A till and its key."""

    key = ma.fields.String(required=True, metadata={"description": "Never shown again"})


class TerminalsSchema(Schema):
    """Tills."""

    items = ma.fields.List(ma.fields.Nested(TerminalSchema), required=True)


class TerminalsQuery(Schema):
    """Which tills."""

    program = Text(longest=64, load_default=None)
    store_id = Text(longest=64, load_default=None)


NEW = {"name": "Till 1", "store_id": "sto_centre", "scopes": ["lookup", "earn", "redeem"]}
TERMINAL = {
    "id": "trm_7p3k9x2m4v8q1z5t6w0y3b2n",
    "name": "Till 1",
    "store_id": "sto_centre",
    "program": "kopeck",
    "scopes": ["earn", "lookup", "redeem"],
    "created_at": "2026-03-02T10:00:00.000Z",
    "last_used_at": None,
    "revoked_at": None,
}


@blueprint.route("", methods=["POST"])
@operator("terminals.write")
@refuses(identity.ScopeUnknown, program.ProgramNotFound)
@blueprint.arguments(NewTerminalSchema, example=NEW)
@blueprint.response(
    201,
    TerminalWithKeySchema,
    example={**TERMINAL, "key": "kp_live_7p3k9x2m4v8q1z5t6w0y3b2n_Zt4…"},
)
def create_terminal(terminal: dict[str, Any]) -> Any:
    """Let a till in and show its key, once."""
    require_program(terminal["program"])
    made, key = identity.create_terminal(**terminal)
    return {**asdict(made), "key": key}


@blueprint.route("", methods=["GET"])
@operator("terminals.write")
@refuses()
@blueprint.arguments(TerminalsQuery, location="query")
@blueprint.response(200, TerminalsSchema, example={"items": [TERMINAL]})
def list_terminals(query: dict[str, Any]) -> Any:
    """List tills, revoked ones too."""
    return {"items": identity.list_terminals(**query)}


@blueprint.route("/<terminal_id>", methods=["DELETE"])
@operator("terminals.write")
@refuses(identity.TerminalNotFound)
@blueprint.response(200, TerminalSchema, example=TERMINAL)
def revoke_terminal(terminal_id: str) -> Any:
    """Revoke a till's key.

    It is dead everywhere in less than five seconds, and for good. Revoking again changes nothing.
    """
    return identity.revoke_terminal(terminal_id)


def require_program(code: str | None) -> None:
    """Refuse a till of a program that nobody has applied. Raises `ProgramNotFound`."""
    if code is not None and program.find_latest(code) is None:
        raise program.ProgramNotFound(program=code)
