"""How a link between members looks on the wire, to members and to operators alike."""

from __future__ import annotations

import marshmallow as ma

from api.schemas import Moment, Schema
from members import links

KIND = ma.validate.OneOf(links.KINDS)


class ConsentSchema(Schema):
    """Which side agreed, and when."""

    side = ma.fields.String(required=True, validate=ma.validate.OneOf(["from", "to"]))
    by = ma.fields.String(required=True)
    at = Moment(required=True)


class MemberLinkSchema(Schema):
    """A link between two members: it holds while it is active."""

    id = ma.fields.String(required=True)
    kind = ma.fields.String(required=True, validate=KIND)
    from_id = ma.fields.String(
        required=True, metadata={"description": "The traveller, the household, the company"}
    )
    to_id = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The companion, the member, the employee; null while open"},
    )
    status = ma.fields.String(required=True, validate=ma.validate.OneOf(links.STATUSES))
    consents = ma.fields.List(ma.fields.Nested(ConsentSchema), required=True)
    invited_at = Moment(required=True)
    activated_at = Moment(required=True, allow_none=True)
    ended_at = Moment(required=True, allow_none=True)
    ended_by = ma.fields.String(required=True, allow_none=True)
    reason = ma.fields.String(required=True, allow_none=True)


class MemberLinksSchema(Schema):
    """A member's links, the newest first."""

    items = ma.fields.List(ma.fields.Nested(MemberLinkSchema), required=True)


LINK = {
    "id": "lnk_7p3k9x2m4v8q1z5t6w0y3b2n",
    "kind": "companion",
    "from_id": "mem_7p3k9x2m4v8q1z5t6w0y3b2n",
    "to_id": "mem_2n7p3k9x2m4v8q1z5t6w0y3b",
    "status": "pending",
    "consents": [
        {"side": "from", "by": "mem_7p3k9x2m4v8q1z5t6w0y3b2n", "at": "2026-03-02T10:00:00.000Z"}
    ],
    "invited_at": "2026-03-02T10:00:00.000Z",
    "activated_at": None,
    "ended_at": None,
    "ended_by": None,
    "reason": None,
}
ACTIVE = {**LINK, "status": "active", "activated_at": "2026-03-02T11:00:00.000Z"}
ENDED = {
    **ACTIVE,
    "status": "ended",
    "ended_at": "2026-05-02T10:00:00.000Z",
    "ended_by": LINK["from_id"],
    "reason": "ended by the member",
}
