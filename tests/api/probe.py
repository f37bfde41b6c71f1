"""A small app with one operation of each kind, to try the porch's manners without a service."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import marshmallow as ma
import msgspec
from flask import Flask, abort
from pymongo.errors import AutoReconnect, DuplicateKeyError, WTimeoutError

from api import answers, bodies, create_app
from api.blueprint import Blueprint, refuses
from api.callers import caller, member, operator, public, terminal
from api.idempotency import idempotent, mark_replayed
from api.refusals import CursorInvalid
from api.schemas import Moment, PageQuery, Schema, Text
from foundation import Config, Conflict, FieldError, clock

blueprint = Blueprint("probe", url_prefix="/v1/probe", tag="Probe")


class ProbeSpent(Conflict):
    """The probe has been spent."""

    code = "TEST_PROBE_SPENT"
    message = "The probe has {left} left; {needed} are needed."


class PartSchema(Schema):
    """A part."""

    sku = Text(required=True)
    quantity = ma.fields.Integer(strict=True, load_default=1)


class ThingSchema(Schema):
    """A thing with parts."""

    name = Text(required=True)
    parts = ma.fields.List(ma.fields.Nested(PartSchema), load_default=list)


class SeenSchema(Schema):
    """What the probe saw."""

    seen = ma.fields.Raw(required=True)
    at = Moment()


class Part(msgspec.Struct, forbid_unknown_fields=True):
    """A part."""

    sku: str
    quantity: int = 1


class Thing(msgspec.Struct, forbid_unknown_fields=True):
    """A thing with parts."""

    name: str
    parts: list[Part] = []


THING = {"name": "probe", "parts": [{"sku": "A1", "quantity": 2}]}
SEEN = {"seen": "probe", "at": "2026-03-02T10:00:00.000Z"}


@blueprint.route("/things", methods=["POST"])
@public
@refuses(ProbeSpent)
@blueprint.arguments(ThingSchema, example=THING)
@blueprint.response(200, SeenSchema, example=SEEN)
def post_thing(thing: dict[str, Any]) -> Any:
    """Take a thing."""
    if thing["name"] == "spent":
        error = FieldError("/name", "SPENT", "It is spent.")
        raise ProbeSpent(left=1, needed=2, errors=[error])
    return {"seen": thing["name"], "at": clock.now()}


@blueprint.route("/structs", methods=["POST"])
@public
@refuses()
@bodies.body(Thing, example=THING)
@blueprint.response(200, SeenSchema, example=SEEN)
def post_struct(thing: Thing) -> Any:
    """Take a thing on the hot path."""
    return answers.answer({"seen": thing.name, "at": clock.now()})


@blueprint.route("/payments", methods=["POST"])
@public
@refuses()
@idempotent
@blueprint.response(200, SeenSchema, example=SEEN)
def pay(*, idempotency_key: str) -> Any:
    """Take a payment."""
    made = answers.answer({"seen": idempotency_key})
    return mark_replayed(made, is_replayed=idempotency_key.startswith("again"))


@blueprint.route("/pages", methods=["GET"])
@public
@refuses(CursorInvalid)
@blueprint.arguments(PageQuery, location="query")
@answers.with_etag
@blueprint.response(200, SeenSchema, example=SEEN)
def list_pages(query: dict[str, Any]) -> Any:
    """List pages."""
    cursor = query.get("cursor")
    return {"seen": answers.decode_cursor(cursor) if cursor else query["limit"]}


@blueprint.route("/self", methods=["GET"])
@member("self")
@refuses()
@blueprint.response(200, SeenSchema, example=SEEN)
def show_self() -> Any:
    """Show who calls."""
    return {"seen": caller().id}


@blueprint.route("/office", methods=["GET"])
@operator("programs.write")
@refuses()
@blueprint.response(200, SeenSchema, example=SEEN)
def show_office() -> Any:
    """Show who works."""
    return {"seen": caller().id}


@blueprint.route("/till", methods=["GET"])
@terminal("earn")
@refuses()
@blueprint.response(200, SeenSchema, example=SEEN)
def show_till() -> Any:
    """Show which till calls."""
    return {"seen": caller().store_id}


@blueprint.route("/failures/<kind>", methods=["GET"])
@public
@refuses()
@blueprint.response(200, SeenSchema, example=SEEN)
def fail(kind: str) -> Any:
    """Fail in some way."""
    failures = {
        "bug": ZeroDivisionError("anna@example.com divided"),
        "away": AutoReconnect("gone"),
        "late": WTimeoutError("no majority in time"),
        "duplicate": DuplicateKeyError("dup key: anna@example.com"),
    }
    if kind in failures:
        raise failures[kind]
    return abort(int(kind))


def undeclared() -> str:
    """Forget to say who may call."""
    return "open"


def make(config: Config, **changes: Any) -> Flask:
    """Make the API with the probe in it."""
    app = create_app(replace(config, **changes))
    app.extensions["kopilka_api"].register_blueprint(blueprint)
    app.add_url_rule("/v1/probe/undeclared", view_func=undeclared)
    return app
