"""A member's cards as operators see them and put them out of use."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

import members
from api.blueprint import Blueprint, refuses
from api.callers import operator
from api.cards import CARD, CHANGES, CardSchema
from api.schemas import Schema
from wallet import cards

blueprint = Blueprint(
    "marketing_cards",
    url_prefix="/v1/marketing/members/<member_id>/cards",
    tag="Marketing: cards",
    description="A member's cards: blocked, unblocked, replaced",
)


class MemberCardSchema(CardSchema):
    """A card, and which one took its place."""

    replaced_by = ma.fields.String(required=True, allow_none=True)


class MemberCardsSchema(Schema):
    """A member's cards, oldest first."""

    items = ma.fields.List(ma.fields.Nested(MemberCardSchema), required=True)


SHOWN = {**CARD, "replaced_by": None}


@blueprint.route("", methods=["GET"])
@operator("members.read")
@refuses(members.MemberNotFound)
@blueprint.response(200, MemberCardsSchema, example={"items": [SHOWN]})
def list_cards(member_id: str) -> Any:
    """List a member's cards, replaced ones too, oldest first."""
    known = members.get_member(member_id)
    return {"items": cards.list_cards(known["id"], with_replaced=True)}


@blueprint.route("/<card_id>/block", methods=["POST"])
@operator("members.write")
@refuses(*CHANGES)
@blueprint.response(200, MemberCardSchema, example={**SHOWN, "status": "blocked"})
def block_card(member_id: str, card_id: str) -> Any:
    """Stop a member's card at once; blocking twice is the same as once."""
    return cards.block_card(card_id, member_id=member_id)


@blueprint.route("/<card_id>/unblock", methods=["POST"])
@operator("members.write")
@refuses(*CHANGES)
@blueprint.response(200, MemberCardSchema, example=SHOWN)
def unblock_card(member_id: str, card_id: str) -> Any:
    """Let a member's blocked card work again."""
    return cards.unblock_card(card_id, member_id=member_id)


@blueprint.route("/<card_id>/replace", methods=["POST"])
@operator("members.write")
@refuses(*CHANGES)
@blueprint.response(201, MemberCardSchema, example=SHOWN)
def replace_card(member_id: str, card_id: str) -> Any:
    """Put a new virtual card in the place of a member's lost one, and give the new card."""
    return cards.replace_card(card_id, member_id=member_id)
