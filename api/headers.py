"""Request ids, security headers and cross-origin rules."""

from __future__ import annotations

import re

from flask import Flask, Response, g, request

from foundation import ids

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_API_POLICY = "default-src 'none'; frame-ancestors 'none'"
_METHODS = "GET, POST, PUT, PATCH, DELETE"
_ASKS = (
    "Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, "
    "Prefer-Seq, X-Request-Id"
)
_TELLS = "ETag, Idempotency-Replayed, Location, Retry-After, X-Request-Id"


def name_request() -> None:
    """Take the caller's request id if it is a sane one, else make one."""
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _SANE_ID.fullmatch(given) else ids.new("req")


def secure(answer: Response) -> Response:
    """Put the headers that every answer carries, unless the view chose its own."""
    headers = answer.headers
    headers["X-Request-Id"] = g.get("request_id", "")
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers.setdefault("Content-Security-Policy", _API_POLICY)
    headers.setdefault("Cache-Control", "no-store")
    return answer


def install(app: Flask, *, origins: tuple[str, ...], is_production: bool) -> None:
    """Put the headers on every answer of the app; browsers of `origins` alone may read them."""
    allowed = frozenset(origins)

    def share(answer: Response) -> Response:
        if is_production:
            answer.headers["Strict-Transport-Security"] = "max-age=31536000"
        if allowed:
            answer.vary.add("Origin")
        origin = request.headers.get("Origin")
        if origin in allowed:
            answer.headers["Access-Control-Allow-Origin"] = origin
            answer.headers["Access-Control-Expose-Headers"] = _TELLS
            if request.method == "OPTIONS":
                answer.headers["Access-Control-Allow-Methods"] = _METHODS
                answer.headers["Access-Control-Allow-Headers"] = _ASKS
                answer.headers["Access-Control-Max-Age"] = "600"
        return answer

    app.before_request(name_request)
    app.after_request(secure)
    app.after_request(share)
