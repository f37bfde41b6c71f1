"""Request ids, security headers and cross-origin rules."""

from __future__ import annotations

import re
import secrets

from flask import Response, current_app, g, request

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_API_POLICY = "default-src 'none'; frame-ancestors 'none'"
_METHODS = "GET, POST, PUT, PATCH, DELETE"
_ASKS = (
    "Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, "
    "If-Seq, X-Request-Id"
)
_TELLS = "ETag, Idempotency-Replayed, Location, Retry-After, X-Request-Id"


def name_request() -> None:
    """Take the caller's request id if it is a sane one, else make one."""
    given = request.headers.get("X-Request-Id")
    is_sane = given is not None and _SANE_ID.fullmatch(given)
    g.request_id = given if is_sane else f"req_{secrets.token_hex(12)}"


def secure(answer: Response) -> None:
    """Put the headers that every answer carries, unless the view chose its own."""
    headers = answer.headers
    headers.add("X-Request-Id", g.request_id)
    headers.add("X-Content-Type-Options", "nosniff")
    headers.add("Referrer-Policy", "no-referrer")
    if "Content-Security-Policy" not in headers:
        headers.add("Content-Security-Policy", _API_POLICY)
    if "Cache-Control" not in headers:
        headers.add("Cache-Control", "no-store")
    if current_app.config["IS_PRODUCTION"]:
        headers.add("Strict-Transport-Security", "max-age=31536000")


def share(answer: Response) -> None:
    """Let browsers of the allowed origins, and of no others, read the answer."""
    allowed: frozenset[str] = current_app.config["CORS_ORIGINS"]
    if not allowed:
        return
    answer.vary.add("Origin")
    origin = request.headers.get("Origin")
    if origin not in allowed:
        return
    answer.headers["Access-Control-Allow-Origin"] = origin
    answer.headers["Access-Control-Expose-Headers"] = _TELLS
    if request.method == "OPTIONS":
        answer.headers["Access-Control-Allow-Methods"] = _METHODS
        answer.headers["Access-Control-Allow-Headers"] = _ASKS
        answer.headers["Access-Control-Max-Age"] = "600"
