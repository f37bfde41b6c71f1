"""The Idempotency-Key of writes that move value: one operation, however often it is sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Response, make_response, request

from api.refusals import IdempotencyKeyInvalid, IdempotencyKeyRequired

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
_SHAPE = re.compile(r"[!-~]{8,128}")
View = TypeVar("View", bound=Callable[..., Any])


def read_key() -> str:
    """Give the key of the request at hand, or refuse."""
    key = request.headers.get(HEADER)
    if key is None:
        raise IdempotencyKeyRequired
    if _SHAPE.fullmatch(key) is None:
        raise IdempotencyKeyInvalid
    return key


def idempotent(view: View) -> View:
    """Require a key and hand it to the view as `idempotency_key`."""

    @wraps(view)
    def with_key(*args: Any, **kwargs: Any) -> Any:
        return view(*args, idempotency_key=read_key(), **kwargs)

    with_key.idempotent = True  # type: ignore[attr-defined]
    return with_key  # type: ignore[return-value]


def mark_replayed(answer: Any, *, is_replayed: bool) -> Response:
    """Say in a header whether this answer was given before."""
    made: Response = make_response(answer)
    if is_replayed:
        made.headers[REPLAYED] = "true"
    return made
