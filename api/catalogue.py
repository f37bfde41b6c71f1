"""The catalogue of refusals: every code of the house with its status and texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import marshmallow as ma

from api.answers import answer
from api.blueprint import Blueprint, refuses
from api.callers import public
from api.errors import asked_locale, status_of, title_of, type_of
from api.refusals import ErrorCodeNotFound
from api.schemas import Schema
from foundation import Refusal, texts

blueprint = Blueprint(
    "errors", url_prefix="/v1/errors", tag="Errors", description="What each refusal means"
)


@dataclass(frozen=True)
class Entry:
    """One code: its class's status, and what it means."""

    code: str
    status: int
    message: str
    meaning: str


class EntrySchema(Schema):
    """One code of the catalogue."""

    code = ma.fields.String(required=True)
    type = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    detail = ma.fields.String(
        required=True, metadata={"description": "Text with {placeholders}, in your language"}
    )
    meaning = ma.fields.String(required=True, metadata={"description": "What it is, in English"})


class CatalogueSchema(Schema):
    """All codes."""

    items = ma.fields.List(ma.fields.Nested(EntrySchema), required=True)


EXAMPLE = {
    "code": "INSUFFICIENT_POINTS",
    "type": "/v1/errors/INSUFFICIENT_POINTS",
    "title": "Insufficient points",
    "status": 409,
    "detail": "The balance is {balance} points; {needed} are needed.",
    "meaning": "The member has fewer points than the operation takes.",
}


def _kinds(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for below in kind.__subclasses__():
        yield below
        yield from _kinds(below)


def refusals() -> list[type[Refusal]]:
    """List every refusal class of the house that has a code of its own, by code."""
    found = {
        kind
        for kind in _kinds()
        if "code" in vars(kind) and not kind.__module__.startswith("tests")
    }
    return sorted(found, key=lambda kind: kind.code)


@cache
def entries() -> dict[str, Entry]:
    """Give the catalogue, by code."""
    return {
        kind.code: Entry(
            kind.code, status_of(kind), kind.message, " ".join((kind.__doc__ or "").split())
        )
        for kind in refusals()
    }


def _shape(entry: Entry, locale: str) -> dict[str, Any]:
    detail = entry.message
    if locale != "en":
        detail = texts.translations(locale).get(entry.code, entry.message)
    return {
        "code": entry.code,
        "type": type_of(entry.code),
        "title": title_of(entry.code),
        "status": entry.status,
        "detail": detail,
        "meaning": entry.meaning,
    }


@blueprint.route("", methods=["GET"])
@public
@refuses()
@blueprint.response(200, CatalogueSchema, example={"items": [EXAMPLE]})
def list_errors() -> Any:
    """List every refusal that this API gives."""
    locale = asked_locale()
    return answer({"items": [_shape(entry, locale) for entry in entries().values()]})


@blueprint.route("/<code>", methods=["GET"])
@public
@refuses(ErrorCodeNotFound)
@blueprint.response(200, EntrySchema, example=EXAMPLE)
def explain_error(code: str) -> Any:
    """Explain one refusal."""
    return answer(_shape(find_entry(code), asked_locale()))


def find_entry(code: str) -> Entry:
    """Give the entry of a code, or refuse."""
    entry = entries().get(code)
    if entry is None:
        raise ErrorCodeNotFound(code=code[:64])
    return entry
