"""Request bodies: read strictly, refused clearly, decoded in one step on hot paths."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any, NoReturn, TypeVar

import marshmallow
import msgspec
import orjson
from flask import Request, current_app, request
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import MultiDict

from api.choosing import PARAMETER, is_choosing
from api.errors import asked_locale
from api.faults import FieldWrong, field_error
from api.refusals import (
    BodyNotUtf8,
    BodyTooLarge,
    ContentTypeUnsupported,
    JsonTooDeep,
    MalformedJson,
    RequestInvalid,
)
from foundation import FieldError

MAX_BODY_BYTES = 64 * 1024
MAX_MANIFEST_BYTES = 512 * 1024
MAX_DEPTH = 50
YAML_TYPES = frozenset({"application/yaml", "text/yaml", "application/x-yaml", "text/x-yaml"})
View = TypeVar("View", bound=Callable[..., Any])

_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)
_MSGSPEC_PATH = re.compile(r"^(?P<text>.*?)(?: - at `(?P<path>.*)`)?$", re.DOTALL)
_PATH_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
_FIELD = re.compile(r"field `([^`]*)`")


def raw_json(asked: Request) -> bytes:
    """Give the body's bytes, refusing what is not UTF-8 JSON of a sane depth by its looks."""
    if not asked.is_json:
        raise ContentTypeUnsupported(accepted="application/json")
    body = whole_body(asked)
    _decode_text(body)
    if body.count(b"[") + body.count(b"{") > MAX_DEPTH and _depth(body) > MAX_DEPTH:
        raise JsonTooDeep(limit=MAX_DEPTH)
    return body


def whole_body(asked: Request) -> bytes:
    """Read the body to its end, refusing one whose length was not announced and is too much.

    The stream ends one byte past what the operation takes: a body as long as that goes on.
    """
    body = asked.get_data(cache=True)
    if asked.max_content_length is not None and len(body) >= asked.max_content_length:
        raise BodyTooLarge
    return body


def _depth(body: bytes) -> int:
    deepest = level = 0
    for token in _TOKENS.findall(body):
        if token in (b"[", b"{"):
            level += 1
            deepest = max(deepest, level)
        elif token in (b"]", b"}"):
            level -= 1
    return deepest


def read_json(asked: Request) -> Any:
    """Read the body as JSON, or refuse."""
    try:
        return orjson.loads(raw_json(asked))
    except orjson.JSONDecodeError as error:
        raise MalformedJson from error


def body(kind: type[msgspec.Struct], *, example: Mapping[str, Any]) -> Callable[[View], View]:
    """Decode the body into a Struct and hand it to the view first; documents it too.

    The Struct should say `forbid_unknown_fields=True`.
    """
    decoder = msgspec.json.Decoder(kind)

    def decorate(view: View) -> View:
        @wraps(view)
        def with_body(*args: Any, **kwargs: Any) -> Any:
            return view(_decode(decoder, raw_json(request)), *args, **kwargs)

        with_body.struct_body = (kind, dict(example))  # type: ignore[attr-defined]
        return with_body  # type: ignore[return-value]

    return decorate


class ManifestBody(msgspec.Struct, forbid_unknown_fields=True):
    """A manifest inside JSON."""

    manifest: str


def manifest_text(*, example: str) -> Callable[[View], View]:
    """Read the body as a manifest, YAML or inside JSON, and hand its text to the view first."""
    decoder = msgspec.json.Decoder(ManifestBody)

    def decorate(view: View) -> View:
        @wraps(view)
        def with_text(*args: Any, **kwargs: Any) -> Any:
            if request.mimetype in YAML_TYPES:
                return view(_decode_text(whole_body(request)), *args, **kwargs)
            if not request.is_json:
                raise ContentTypeUnsupported(accepted="application/yaml or application/json")
            return view(_decode(decoder, raw_json(request)).manifest, *args, **kwargs)

        with_text.most_bytes = MAX_MANIFEST_BYTES  # type: ignore[attr-defined]
        with_text.struct_body = (ManifestBody, {"manifest": example})  # type: ignore[attr-defined]
        with_text.yaml_body = example  # type: ignore[attr-defined]
        return with_text  # type: ignore[return-value]

    return decorate


def _decode_text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BodyNotUtf8 from error


def _decode(decoder: msgspec.json.Decoder[Any], raw: bytes) -> Any:
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError as error:
        raise RequestInvalid(errors=[struct_error(error, asked_locale())]) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise MalformedJson from error


def struct_error(error: msgspec.ValidationError, locale: str) -> FieldError:
    """Word what does not fit a Struct, with the place of it."""
    found = _MSGSPEC_PATH.match(str(error))
    said = found["text"] if found else str(error)
    steps = _PATH_STEP.findall((found["path"] if found else None) or "")
    names = [name or index for name, index in steps]
    own = error.__cause__
    if isinstance(own, FieldWrong):
        names += [own.field] if own.field else []
        return FieldError(_pointer(names), own.fault.code, own.fault.text(locale))
    named = _FIELD.search(said) if said.startswith("Object ") else None
    return field_error(_pointer([*names, named[1]] if named else names), said, locale)


def _pointer(steps: list[str]) -> str:
    """Write a JSON pointer (RFC 6901)."""
    return "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in steps)


def field_errors(messages: Any) -> list[FieldError]:
    """Turn marshmallow's messages into field errors, each with its pointer."""
    locale = asked_locale()
    return [field_error(_pointer(steps), message, locale) for steps, message in _walk(messages, [])]


def _walk(messages: Any, steps: list[str]) -> Iterator[tuple[list[str], str]]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from _walk(inner, steps if key == "_schema" else [*steps, str(key)])
    elif isinstance(messages, (list, tuple)):
        for inner in messages:
            yield from _walk(inner, steps)
    else:
        yield steps, str(messages)


class StrictParser(FlaskParser):
    """webargs with our refusals: unknown fields are refused everywhere."""

    DEFAULT_UNKNOWN_BY_LOCATION = {
        "json": marshmallow.RAISE,
        "query": marshmallow.RAISE,
        "headers": marshmallow.EXCLUDE,
    }

    def load_json(self, req: Request, schema: Any) -> Any:
        """Read the body strictly."""
        return read_json(req)

    def load_querystring(self, req: Request, schema: Any) -> Any:
        """Read the query strictly; the program is for the porch, not for the view."""
        view = current_app.view_functions.get(req.endpoint or "")
        asked = MultiDict(req.args)
        if view is not None and is_choosing(view) and PARAMETER not in schema.fields:
            asked.poplist(PARAMETER)
        return self._makeproxy(asked, schema)

    def handle_error(self, error: Any, req: Any, schema: Any, **_: Any) -> NoReturn:
        """Refuse with every wrong field named."""
        messages = error.messages
        inner = next(iter(messages.values())) if isinstance(messages, Mapping) else messages
        raise RequestInvalid(errors=field_errors(inner)) from error
