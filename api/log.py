"""One JSON line per request, and one per bug: ids and numbers, never names, bodies or secrets."""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import MutableMapping
from time import perf_counter
from typing import Any

import orjson
import structlog
from flask import Response, current_app, g, request
from pymongo.errors import PyMongoError

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}
_PERSONAL = re.compile(r"[^\s@]+@[^\s@]+|\+?\d{6,}")


def _line(_logger: Any, level: str, event: MutableMapping[str, Any]) -> bytes:
    return orjson.dumps({"level": level, **event}, default=str)


def make_logger(level: str = "info") -> Any:
    """Make a logger that writes JSON lines to standard output."""
    return structlog.wrap_logger(
        structlog.BytesLogger(sys.stdout.buffer),
        processors=[structlog.processors.TimeStamper(fmt="iso", key="at"), _line],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS.get(level, 20)),
        cache_logger_on_first_use=True,
    )


def bug(error: Exception, *, request_id: str) -> None:
    """Log an unexpected exception with its frames, and of its message what names nobody."""
    frames = traceback.extract_tb(error.__traceback__)
    is_drivers = isinstance(error, PyMongoError)  # such a message quotes documents
    current_app.extensions["kopilka_log"].error(
        "bug",
        request_id=request_id,
        error=type(error).__qualname__,
        message="" if is_drivers else _PERSONAL.sub("…", str(error))[:500],
        frames=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-25:]],
    )


def request_done(answer: Response) -> None:
    """Log a request that is answered."""
    caller = g.get("caller")
    current_app.extensions["kopilka_log"].info(
        "request",
        request_id=g.request_id,
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,
        status=answer.status_code,
        refused=g.get("refused"),
        duration_ms=round((perf_counter() - g.started) * 1000, 2),
        caller_kind=caller.kind if caller else None,
        caller_id=caller.id if caller else None,
    )
