"""Whom a member is linked with: companions, friends, a household, a company."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

import identity
import members
import sales
from api.answers import with_etag
from api.blueprint import Blueprint, refuses
from api.callers import caller, member
from api.choosing import program_asked
from api.errors import asked_locale
from api.links import ACTIVE, ENDED, LINK, MemberLinkSchema, MemberLinksSchema
from api.mobile.home import HOME, HomeCardSchema
from api.schemas import Schema, Text
from api.wallets import BALANCE, BalanceSchema, balances, terms_in_force
from members import links
from program import ProgramNotEffective, ProgramNotFound
from wallet import WalletNotFound, get_wallet

blueprint = Blueprint(
    "mobile_links",
    url_prefix="/v1/mobile/links",
    tag="Mobile: links",
    description="Companions, friends, households and companies; each needs the consent of both",
)
WITHOUT_TERMS = (ProgramNotFound, ProgramNotEffective, sales.LinkKindUnknown)
LIMITS = (links.LinkLimitReached, links.LinkChangesUsedUp)


class OfferSchema(Schema):
    """A link that the member offers."""

    kind = ma.fields.String(
        required=True, validate=ma.validate.OneOf(["companion", "friend", "household"])
    )
    card = Text(
        longest=200,
        load_default=None,
        metadata={
            "description": "Number of the other's card. Without it the invitation is open: pass "
            "its id on like a key, and whoever accepts it is the other side"
        },
    )


class HouseholdSchema(Schema):
    """A household that the member founds."""

    name = Text(required=True, longest=members.NAME_MAX)


class SharedWalletSchema(Schema):
    """A household and what is in its wallet."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True, allow_none=True)
    members = ma.fields.List(
        ma.fields.String(), required=True, metadata={"description": "Who joined first stands first"}
    )
    balances = ma.fields.List(ma.fields.Nested(BalanceSchema), required=True)
    cards = ma.fields.List(ma.fields.Nested(HomeCardSchema), required=True)


HOUSEHOLD = {
    "id": "mem_7p3k9x2m4v8q1z5t6w0y3b2n",
    "name": "Rusu",
    "members": ["mem_2n7p3k9x2m4v8q1z5t6w0y3b"],
    "balances": [BALANCE],
    "cards": HOME["cards"],
}


def admitted() -> str:
    """Give the member who may change links now. Raises `AccountBarred` once suspended."""
    identity.require_unbarred(caller().id)
    return caller().id


@blueprint.route("", methods=["GET"])
@member("self")
@refuses()
@with_etag
@blueprint.response(200, MemberLinksSchema, example={"items": [LINK]})
def list_links() -> Any:
    """List the member's links and invitations, ended ones too, the newest first."""
    return {"items": links.list_links(caller().id)}


@blueprint.route("", methods=["POST"])
@member("self")
@refuses(
    identity.AccountBarred,
    *WITHOUT_TERMS,
    sales.NobodyIdentified,
    links.LinkEndsInvalid,
    links.LinkNotFound,
    links.LinkExists,
    links.InvitationsTooMany,
    *LIMITS,
)
@blueprint.arguments(OfferSchema, example={"kind": "companion", "card": "2948317730128641"})
@blueprint.response(201, MemberLinkSchema, example=LINK)
def offer_link(offer: dict[str, Any]) -> Any:
    """Offer a link: it holds when the other side accepts it, within thirty days.

    Fifty of a member's may wait at a time. A household is offered to others by whoever is in it.
    """
    by, kind = admitted(), offer["kind"]
    begins_at = household_of(by) if kind == "household" else by
    other = sales.whose_card(offer["card"]) if offer["card"] else None
    return sales.linking.offer_link(program_asked(), kind, begins_at, other, by=by)


@blueprint.route("/household", methods=["POST"])
@member("self")
@refuses(identity.AccountBarred, *WITHOUT_TERMS, members.ProfileInvalid, *LIMITS)
@blueprint.arguments(HouseholdSchema, example={"name": "Rusu"})
@blueprint.response(201, MemberLinkSchema, example={**ACTIVE, "kind": "household"})
def found_household(household: dict[str, Any]) -> Any:
    """Found a household with a wallet and a card of its own; the member is the first in it."""
    by = admitted()
    return sales.linking.found_household(program_asked(), by, name=household["name"])


@blueprint.route("/household", methods=["GET"])
@member("self")
@refuses(links.LinkNotFound, WalletNotFound, ProgramNotFound, ProgramNotEffective)
@blueprint.response(200, SharedWalletSchema, example=HOUSEHOLD)
def show_household() -> Any:
    """Give the household that the member is in: its people, its balances, its cards to pay with."""
    home = household_of(caller().id)
    terms, view = terms_in_force(), get_wallet(home)
    return {
        "id": home,
        "name": members.get_member(home)["name"]["given"],
        "members": links.relations_of(home).get("household_member", []),
        "balances": balances(terms, view, asked_locale()),
        "cards": list(view.cards),
    }


@blueprint.route("/<link_id>/acceptance", methods=["POST"])
@member("self")
@refuses(
    identity.AccountBarred,
    *WITHOUT_TERMS,
    links.LinkNotFound,
    links.LinkStatusConflict,
    links.LinkEndsInvalid,
    links.LinkExists,
    *LIMITS,
)
@blueprint.response(200, MemberLinkSchema, example=ACTIVE)
def accept_link(link_id: str) -> Any:
    """Consent to a link that was offered: it holds from now on. Accepting twice is as once."""
    return sales.linking.accept_link(program_asked(), link_id, by=admitted())


@blueprint.route("/<link_id>", methods=["DELETE"])
@member("self")
@refuses(links.LinkNotFound)
@blueprint.response(200, MemberLinkSchema, example=ENDED)
def end_link(link_id: str) -> Any:
    """End a link or refuse an invitation; the next receipt knows nothing of it."""
    return sales.linking.end_link(link_id, by=caller().id, reason="ended by the member")


def household_of(member_id: str) -> str:
    """Give the household that a member is in. Raises `LinkNotFound`."""
    homes = links.relations_of(member_id).get("household")
    if not homes:
        raise links.LinkNotFound
    return homes[0]
