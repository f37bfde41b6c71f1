"""Answers: fast JSON, entity tags, opaque cursors."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

import orjson
from flask import Response, request
from flask.json.provider import JSONProvider

from api.refusals import CursorInvalid

View = TypeVar("View", bound=Callable[..., Any])
_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC
MAX_CURSOR = 512
_VERSION_TAG = re.compile(r'"v(\d{1,9})"')


def encode(body: Any) -> bytes:
    """Write JSON; datetimes become RFC 3339 with Z."""
    return orjson.dumps(body, option=_OPTIONS)


class FastJson(JSONProvider):
    """Flask's JSON by orjson."""

    def dumps(self, obj: Any, **_: Any) -> str:
        """Write JSON as text."""
        return encode(obj).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        """Read JSON."""
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """Answer JSON."""
        return answer(self._prepare_response_obj(args, kwargs))


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Answer a ready dict: the fast way, for views that shape their answers themselves."""
    return Response(encode(body), status, headers, content_type="application/json")


def no_content() -> Response:
    """Answer 204."""
    return Response(status=204)


def with_etag(view: View) -> View:
    """Give the answer a strong entity tag, and 304 to those who have it already."""

    @wraps(view)
    def tagged(*args: Any, **kwargs: Any) -> Response:
        return tag(view(*args, **kwargs))

    tagged.etagged = True  # type: ignore[attr-defined]
    return tagged  # type: ignore[return-value]


def tag(made: Response, etag: str | None = None) -> Response:
    """Put an entity tag on an answer; without one, the hash of its body. May turn it to 304."""
    made.set_etag(etag or hashlib.blake2b(made.get_data(), digest_size=12).hexdigest())
    if "Cache-Control" not in made.headers:
        made.headers["Cache-Control"] = "private, no-cache"
    return made.make_conditional(request)  # type: ignore[return-value]


def encode_cursor(*parts: str | int) -> str:
    """Make an opaque cursor of what the next page needs to know."""
    return base64.urlsafe_b64encode(orjson.dumps(parts)).rstrip(b"=").decode()


def decode_cursor(cursor: str) -> list[str | int]:
    """Read a cursor that `encode_cursor` made, or refuse it."""
    try:
        text = cursor.encode("ascii")[:MAX_CURSOR]
        parts = orjson.loads(base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4)))
    except (ValueError, binascii.Error) as error:
        raise CursorInvalid from error
    if not isinstance(parts, list) or not all(type(part) in (str, int) for part in parts):
        raise CursorInvalid
    return parts


def versioned(view: View) -> View:
    """Tag the answer with the `version` of what it shows, which changes guard themselves by."""

    @wraps(view)
    def tagged(*args: Any, **kwargs: Any) -> Response:
        made: Response = view(*args, **kwargs)
        return tag(made, f"v{orjson.loads(made.get_data())['version']}")

    tagged.etagged = True  # type: ignore[attr-defined]
    return tagged  # type: ignore[return-value]


def guarded(view: View) -> View:
    """Hand the version named by `If-Match` to the view, None without one."""

    @wraps(view)
    def with_version(*args: Any, **kwargs: Any) -> Any:
        return view(*args, version=wanted_version(request.headers.get("If-Match")), **kwargs)

    with_version.guarded = True  # type: ignore[attr-defined]
    return with_version  # type: ignore[return-value]


def wanted_version(if_match: str | None) -> int | None:
    """Read an If-Match header; a tag that we never gave is a version that never was."""
    if if_match is None or if_match.strip() == "*":
        return None
    found = _VERSION_TAG.fullmatch(if_match.strip())
    return int(found[1]) if found else -1
