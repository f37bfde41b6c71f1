"""From refusals to HTTP: one table of statuses, one envelope (RFC 9457 problem+json).

The domain says what is wrong; the table below says which status that is. Errors of Flask,
werkzeug, smorest, marshmallow, msgspec and the database driver wear the same envelope.
"""

from __future__ import annotations

import orjson
from flask import Flask, Response, current_app, g, request
from pymongo.errors import ConnectionFailure, PyMongoError
from werkzeug.exceptions import HTTPException

from api import log, refusals
from foundation import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    Refusal,
    Unavailable,
    texts,
)
from foundation.database import DatabaseUnavailable
from identity import NotAuthenticated

# The five kinds, and before them the few refusals for which HTTP has a word of its own.
STATUSES: dict[type[Refusal], int] = {
    NotAuthenticated: 401,
    refusals.MalformedRequest: 400,
    refusals.MethodNotAllowed: 405,
    refusals.BodyTooLarge: 413,
    refusals.ContentTypeUnsupported: 415,
    refusals.TooManyRequests: 429,
    refusals.InternalError: 500,
    Invalid: 422,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    Unavailable: 503,
}

WERKZEUG: dict[int, type[Refusal]] = {
    400: refusals.MalformedRequest,
    404: refusals.RouteNotFound,
    405: refusals.MethodNotAllowed,
    413: refusals.BodyTooLarge,
    415: refusals.ContentTypeUnsupported,
    422: refusals.RequestInvalid,
    429: refusals.TooManyRequests,
}

MEDIA_TYPE = "application/problem+json"


def status_of(kind: type[Refusal]) -> int:
    """Tell which HTTP status a refusal wears."""
    return next((status for known, status in STATUSES.items() if issubclass(kind, known)), 422)


def title_of(code: str) -> str:
    """Give the short, stable title of a code: `CARD_NOT_FOUND` is "Card not found"."""
    return code.replace("_", " ").capitalize()


def type_of(code: str) -> str:
    """Give the URI reference of a code's page in the catalogue."""
    return f"/v1/errors/{code}"


def answer_refusal(refusal: Refusal, status: int | None = None) -> Response:
    """Answer a refusal in the caller's language, with the table's status unless told another."""
    kind = type(refusal)
    locale = asked_locale()
    detail = texts.render(kind.code, locale, refusal.values, english=kind.message)
    status = status or status_of(kind)
    answer = Response(_problem(refusal, status, detail, locale), status, mimetype=MEDIA_TYPE)
    answer.headers["Content-Language"] = locale
    answer.headers["Cache-Control"] = "no-store"
    answer.vary.add("Accept-Language")
    if answer.status_code == 401:
        fault = "" if kind is refusals.CredentialMissing else ', error="invalid_token"'
        answer.headers["WWW-Authenticate"] = f'Bearer realm="kopilka"{fault}'
    if isinstance(refusal, Unavailable) and answer.status_code != 500:
        answer.headers["Retry-After"] = str(refusal.retry_after_seconds)
    g.refused = kind.code
    return answer


def _problem(refusal: Refusal, status: int, detail: str, locale: str) -> bytes:
    errors = [
        {"pointer": found.pointer, "code": found.code, "message": found.text(locale)}
        for found in refusal.errors
    ]
    return orjson.dumps(
        {
            "type": type_of(refusal.code),
            "title": title_of(refusal.code),
            "status": status,
            "detail": detail,
            "code": refusal.code,
            "errors": errors,
            "request_id": g.request_id,
        }
    )


def asked_locale() -> str:
    """Give the language that the caller asks for, else the installation's own."""
    header = request.headers.get("Accept-Language")
    return texts.pick_locale(header, current_app.config["DEFAULT_LOCALE"])


def answer_http_error(error: HTTPException) -> Response:
    """Answer an error of Flask or werkzeug in our envelope, keeping its headers."""
    status = error.code or 500
    other = refusals.InternalError if status >= 500 else refusals.MalformedRequest
    kind = WERKZEUG.get(status, other)
    answer = answer_refusal(kind(accepted="application/json"), status)
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            answer.headers[name] = value
    for name, value in ((getattr(error, "data", None) or {}).get("headers") or {}).items():
        answer.headers[name] = value
    return answer


def answer_database_error(error: PyMongoError) -> Response:
    """Answer 503 when the database is away; anything else of the driver is a bug."""
    is_away = isinstance(error, ConnectionFailure) or error.timeout
    if is_away or error.has_error_label("TransientTransactionError"):
        return answer_refusal(DatabaseUnavailable())
    return answer_bug(error)


def answer_bug(error: Exception) -> Response:
    """Answer 500 with nothing but the request id, and log the rest."""
    log.bug(error, request_id=g.request_id)
    return answer_refusal(refusals.InternalError())


def install(app: Flask) -> None:
    """Have every error of the app answered here."""
    app.register_error_handler(Refusal, answer_refusal)
    app.register_error_handler(HTTPException, answer_http_error)
    app.register_error_handler(PyMongoError, answer_database_error)
    app.register_error_handler(Exception, answer_bug)
