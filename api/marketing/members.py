"""Members as operators see them."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

import members
from api.answers import versioned
from api.blueprint import Blueprint, refuses
from api.callers import caller, operator
from api.profiles import MEMBER_EXAMPLE, STATUS, MemberSchema, Reason
from api.schemas import Moment, PageQuery, Schema, Text
from wallet import cards

blueprint = Blueprint(
    "marketing_members",
    url_prefix="/v1/marketing/members",
    tag="Marketing: members",
    description="Finding members, and their status",
)
CHANGES = {"active": members.reinstate, "suspended": members.suspend, "closed": members.close}


class MembersQuery(PageQuery):
    """Which members."""

    class Meta:
        unknown = ma.RAISE

    search = Text(
        longest=320,
        load_default=None,
        metadata={"description": "A whole id, e-mail address, phone number or card number"},
    )
    status = ma.fields.String(validate=STATUS, load_default=None)


class MembersSchema(Schema):
    """A page of members, newest first."""

    items = ma.fields.List(ma.fields.Nested(MemberSchema), required=True)
    next_cursor = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "Null on the last page"}
    )


class StatusChangeSchema(Schema):
    """Who changed the status, when and why."""

    before = ma.fields.String(required=True, validate=STATUS)
    after = ma.fields.String(required=True, validate=STATUS)
    reason = ma.fields.String(required=True)
    operator_id = ma.fields.String(required=True)
    changed_at = Moment(required=True)


class MemberDetailSchema(MemberSchema):
    """A member and what became of its status."""

    status_changes = ma.fields.List(ma.fields.Nested(StatusChangeSchema), required=True)


class NewStatusSchema(Schema):
    """Another status, with the reason."""

    status = ma.fields.String(required=True, validate=STATUS)
    reason = Reason(required=True)


STATUS_CHANGE = {
    "before": "active",
    "after": "suspended",
    "reason": "Receipts of another shopper",
    "operator_id": "opr_7p3k9x2m4v8q1z5t6w0y3b2n",
    "changed_at": "2026-03-02T10:00:00.000Z",
}
DETAIL = {**MEMBER_EXAMPLE, "status": "suspended", "status_changes": [STATUS_CHANGE]}


@blueprint.route("", methods=["GET"])
@operator("members.read")
@refuses(members.CursorInvalid)
@blueprint.arguments(MembersQuery, location="query")
@blueprint.response(
    200, MembersSchema, example={"items": [MEMBER_EXAMPLE], "next_cursor": "MjAyNi0wMy0w…"}
)
def list_members(query: dict[str, Any]) -> Any:
    """List members, newest first, or find one."""
    return found(query)


@blueprint.route("/<member_id>", methods=["GET"])
@operator("members.read")
@refuses(members.MemberNotFound)
@versioned
@blueprint.response(200, MemberDetailSchema, example=DETAIL)
def get_member(member_id: str) -> Any:
    """Give a member, with the changes of status."""
    changes = members.get_status_changes(member_id)
    return members.get_member(member_id) | {"status_changes": changes}


@blueprint.route("/<member_id>", methods=["PATCH"])
@operator("members.write")
@refuses(members.MemberNotFound, members.StatusConflict)
@blueprint.arguments(NewStatusSchema, example={"status": "suspended", "reason": "Lost phone"})
@versioned
@blueprint.response(200, MemberSchema, example={**MEMBER_EXAMPLE, "status": "suspended"})
def change_status(change: dict[str, Any], member_id: str) -> Any:
    """Suspend, reinstate or close a member, saying why.

    A suspended member can neither sign in nor earn or spend. Closing is for good. The status that
    is there already, sent with its reason, changes nothing.
    """
    act = CHANGES[change["status"]]
    return act(member_id, reason=change["reason"], operator_id=caller().id)


def found(query: dict[str, Any]) -> members.MemberPage:
    """Find by contact and id first, then by the number of a card, in use or not."""
    page = members.list_members(**query)
    if page.items or not (query["search"] or "").strip():
        return page
    card = cards.find_card(query["search"])
    return members.list_members(**query | {"search": card.member_id}) if card else page
