"""Manners of all schemas, and the schemas that every audience shares."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import marshmallow as ma

from foundation import clock

# Days in a program's zone are reckoned with: near the ends of the calendar that would fail.
YEARS = range(2000, 2200)
# An address reads + as a space: what came was 2026-04-01T00:00:00 02:00.
_LOST_PLUS = re.compile(r"\d \d\d:?\d\d$")
_LOST_PLUS_HINT = "Not a valid datetime. In a query, write + as %2B: 2026-04-01T00:00:00%2B02:00."


class Schema(ma.Schema):
    """A schema that knows its fields: unknown ones are refused, and answers hold no others."""

    class Meta:
        unknown = ma.RAISE


class Moment(ma.fields.AwareDateTime):
    """A moment in RFC 3339, in a year that a program may see: written in UTC with Z."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", default_timezone=UTC, **kwargs)

    def _serialize(self, value: datetime | None, attr: Any, obj: Any, **_: Any) -> str | None:
        return None if value is None else clock.spell(value)

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> datetime:
        try:
            moment: datetime = super()._deserialize(value, *args, **kwargs)
        except ma.ValidationError as error:
            if isinstance(value, str) and _LOST_PLUS.search(value):
                raise ma.ValidationError(_LOST_PLUS_HINT) from error
            raise
        if moment.year not in YEARS:
            raise ma.ValidationError(f"A year from {YEARS.start} to {YEARS.stop - 1}.")
        return moment


class Text(ma.fields.String):
    """A text of bounded length without control characters."""

    def __init__(self, *, longest: int = 200, shortest: int = 1, **kwargs: Any) -> None:
        checks: list[Callable[[str], Any]] = [
            ma.validate.Length(min=shortest, max=longest),
            _is_printable,
        ]
        super().__init__(validate=checks, **kwargs)


def _is_printable(text: str) -> None:
    if any(ord(letter) < 32 or 0xD800 <= ord(letter) < 0xE000 for letter in text):
        raise ma.ValidationError("Control characters are not taken.")


class FieldErrorSchema(Schema):
    """One thing wrong with one field."""

    pointer = ma.fields.String(required=True, metadata={"description": "JSON pointer"})
    code = ma.fields.String(required=True)
    message = ma.fields.String(required=True)


class ProblemSchema(Schema):
    """A refusal (RFC 9457)."""

    type = ma.fields.String(required=True, metadata={"format": "uri-reference"})
    title = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    detail = ma.fields.String(required=True)
    code = ma.fields.String(required=True, metadata={"description": "Stable; branch on this"})
    errors = ma.fields.List(ma.fields.Nested(FieldErrorSchema), required=True)
    request_id = ma.fields.String(required=True)


class PageQuery(Schema):
    """Which page of a list."""

    cursor = Text(longest=512, metadata={"description": "`next_cursor` of the page before"})
    limit = ma.fields.Integer(
        load_default=25, validate=ma.validate.Range(1, 100), metadata={"description": "Page size"}
    )


class SignInSchema(Schema):
    """A login and its password."""

    login = Text(
        required=True, longest=320, metadata={"description": "E-mail address or phone number"}
    )
    password = ma.fields.String(
        required=True,
        validate=ma.validate.Length(min=1, max=1024),
        metadata={"format": "password"},
    )


class RefreshSchema(Schema):
    """A refresh token."""

    refresh_token = Text(required=True, longest=200)


class TokensSchema(Schema):
    """What a sign-in gives."""

    access_token = ma.fields.String(required=True)
    refresh_token = ma.fields.String(required=True)
    expires_in = ma.fields.Integer(
        required=True, metadata={"description": "Seconds that the access token lives"}
    )
    token_type = ma.fields.Constant("Bearer", required=True, metadata={"type": "string"})
    subject_id = ma.fields.String(
        required=True, metadata={"description": "The member or the operator"}
    )


SIGN_IN_EXAMPLE = {"login": "anna@example.com", "password": "correct horse battery"}
REFRESH_EXAMPLE = {"refresh_token": "kpr_7p3k9x2m4v8q1z5t6w0y3b2n_1_Yk3…"}
TOKENS_EXAMPLE = {
    "access_token": "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiJtZW1fN3AzayJ9.MEU…",
    "refresh_token": "kpr_7p3k9x2m4v8q1z5t6w0y3b2n_1_Yk3…",
    "expires_in": 600,
    "token_type": "Bearer",
    "subject_id": "mem_7p3k9x2m4v8q1z5t6w0y3b2n",
}
