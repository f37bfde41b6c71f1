"""Who stands at the till."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
import msgspec

import members
import sales
from api import wallets
from api.answers import answer
from api.blueprint import Blueprint, refuses
from api.bodies import body
from api.callers import caller, terminal
from api.errors import asked_locale
from api.pos.baskets import Label, Number
from api.schemas import Schema
from api.wallets import AvailableSchema, NextTierSchema, TierSchema
from foundation import clock
from program import ProgramNotEffective, ProgramNotFound, terms_at
from wallet import cards

blueprint = Blueprint(
    "pos_members",
    url_prefix="/v1/pos",
    tag="Till: members",
    description="Knowing a member by card, code or phone number",
)


class IdentifyBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What a member shows or says: exactly one of these."""

    phone: Number | None = None
    card: Label | None = None
    code: Label | None = None
    member_id: Number | None = None


class IdentifiedSchema(Schema):
    """A member as a till needs to see one."""

    member_id = ma.fields.String(required=True)
    given_name = ma.fields.String(required=True, allow_none=True)
    status = ma.fields.String(required=True, validate=ma.validate.OneOf(members.STATUSES))
    locale = ma.fields.String(required=True, validate=ma.validate.OneOf(members.LOCALES))
    card_id = ma.fields.String(required=True, allow_none=True)
    tier = ma.fields.Nested(TierSchema, required=True, allow_none=True)
    next = ma.fields.Nested(NextTierSchema, required=True, allow_none=True)
    balances = ma.fields.List(ma.fields.Nested(AvailableSchema), required=True)


IDENTIFIED = {
    "member_id": "mem_7p3k9x2m4v8q1z5t6w0y3b2n",
    "given_name": "Anna",
    "status": "active",
    "locale": "ro",
    "card_id": "crd_7p3k9x2m4v8q1z5t6w0y3b2n",
    "tier": {"code": "silver", "name": "Silver"},
    "next": wallets.NEXT_TIER,
    "balances": [wallets.AVAILABLE],
}


@blueprint.route("/identify", methods=["POST"])
@terminal("lookup")
@refuses(
    sales.IdentifierInvalid,
    sales.NobodyIdentified,
    cards.CardBlocked,
    cards.CardReplaced,
    cards.CardCodeInvalid,
    cards.CardCodeWrong,
    cards.CardCodeLocked,
    ProgramNotFound,
    ProgramNotEffective,
)
@body(IdentifyBody, example={"card": "2948317730128641"})
@blueprint.response(200, IdentifiedSchema, example=IDENTIFIED)
def identify(shown: IdentifyBody) -> Any:
    """Tell who a member is.

    `card` is a number typed or scanned, or the code of the app; `code` the app's code alone. What
    is not known is refused alike, whether a card, a code, a phone number or an id.
    """
    found = sales.identify(program=caller().program or "", **msgspec.structs.asdict(shown))
    return answer(identified(found))


def identified(found: sales.Identified) -> dict[str, Any]:
    """Show an identified member."""
    locale = asked_locale()
    terms = terms_at(caller().program or "", clock.now())
    return {
        "member_id": found.member_id,
        "given_name": found.given_name,
        "status": found.status,
        "locale": found.locale,
        "card_id": found.card_id,
        "tier": wallets.tier(terms, found.tier, locale),
        "next": wallets.next_step(terms, found.next, locale),
        "balances": wallets.available(terms, found.balances, locale),
    }
