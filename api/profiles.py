"""How a member looks on the wire, to the member and to operators alike."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

import members
from api.schemas import Moment, Schema, Text

LOCALE = ma.validate.OneOf(members.LOCALES)
STATUS = ma.validate.OneOf(members.STATUSES)


class Reason(Text):
    """Why somebody did it, without the blanks around it: the same limits wherever one is asked."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("metadata", {"description": "Blanks around it do not count"})
        super().__init__(shortest=members.REASON_MIN, longest=members.REASON_MAX, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        found = super()._deserialize(value, attr, data, **kwargs)
        return found.strip() if isinstance(found, str) else found


class NameSchema(Schema):
    """How a member is called; in a change, a part that is not sent stays, null removes it."""

    given = Text(longest=members.NAME_MAX, shortest=0, allow_none=True)
    family = Text(longest=members.NAME_MAX, shortest=0, allow_none=True)


class ProfileSchema(Schema):
    """What a member may tell and change; null removes what is known."""

    name = ma.fields.Nested(NameSchema, allow_none=True)
    email = Text(longest=320, allow_none=True)
    phone = Text(longest=40, allow_none=True, metadata={"description": "As +37369123456"})
    locale = ma.fields.String(validate=LOCALE)
    birth_date = Text(longest=10, allow_none=True, metadata={"description": "As 1990-05-17"})
    store_id = Text(longest=64, allow_none=True, metadata={"description": "Home store"})
    accepts_marketing = ma.fields.Boolean(truthy={True}, falsy={False})


class SignUpSchema(ProfileSchema):
    """A new member: a login, a password and what else is known."""

    class Meta:
        unknown = ma.RAISE

    login = Text(
        required=True, longest=320, metadata={"description": "E-mail address or phone number"}
    )
    password = ma.fields.String(
        required=True,
        validate=ma.validate.Length(min=1, max=1024),
        metadata={"format": "password", "description": "12 to 128 characters"},
    )


class MemberSchema(Schema):
    """A member."""

    id = ma.fields.String(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(members.KINDS))
    name = ma.fields.Nested(NameSchema, required=True)
    email = ma.fields.String(required=True, allow_none=True)
    phone = ma.fields.String(required=True, allow_none=True)
    locale = ma.fields.String(required=True, validate=LOCALE)
    birth_date = ma.fields.String(required=True, allow_none=True)
    store_id = ma.fields.String(required=True, allow_none=True)
    accepts_marketing = ma.fields.Boolean(required=True)
    status = ma.fields.String(required=True, validate=STATUS)
    joined_at = Moment(required=True)
    version = ma.fields.Integer(
        required=True, metadata={"description": "Counts the changes; also the entity tag"}
    )


MEMBER_EXAMPLE = {
    "id": "mem_7p3k9x2m4v8q1z5t6w0y3b2n",
    "kind": "person",
    "name": {"given": "Anna", "family": "Rusu"},
    "email": "anna@example.com",
    "phone": None,
    "locale": "ro",
    "birth_date": "1990-05-17",
    "store_id": "sto_centre",
    "accepts_marketing": True,
    "status": "active",
    "joined_at": "2026-03-02T10:00:00.000Z",
    "version": 1,
}
SIGN_UP_EXAMPLE = {
    "login": "anna@example.com",
    "password": "correct horse battery",
    "name": {"given": "Anna", "family": "Rusu"},
    "locale": "ro",
}
CHANGES_EXAMPLE = {"name": {"given": "Anna", "family": "Munteanu"}, "birth_date": None}
