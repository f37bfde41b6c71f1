"""A member's home screen in one call: two reads of the database, or an empty 304."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

import marshmallow as ma
from flask import Response, request

import members
import wallet
from api import wallets
from api.answers import answer, encode, tag
from api.blueprint import Blueprint, refuses
from api.callers import caller, member
from api.profiles import LOCALE, STATUS, NameSchema
from api.refusals import RequestInvalid, SeqNotReached
from api.schemas import Moment, Schema
from api.wallets import BalanceSchema, ExpiringSchema, MemberTierSchema, ProgressSchema, spell
from foundation import FieldError, clock, texts
from program import ProgramNotEffective, ProgramNotFound
from wallet import WalletView, cards

blueprint = Blueprint(
    "mobile_home",
    url_prefix="/v1/mobile/home",
    tag="Mobile: home",
    description="All that the first screen shows",
)
SEQ_HEADER = "If-Seq"
_MOST_SEQ = 10**12
Record = dict[str, Any]


class HomeCardSchema(Schema):
    """A card to show."""

    id = ma.fields.String(required=True)
    number = ma.fields.String(required=True)
    kind = ma.fields.String(
        required=True, validate=ma.validate.OneOf(["virtual", "plastic", "foreign"])
    )
    status = ma.fields.String(required=True, validate=ma.validate.OneOf(["active", "blocked"]))
    format = ma.fields.String(required=True, validate=ma.validate.OneOf(cards.FORMATS))


class HomeProfileSchema(Schema):
    """Whose home it is."""

    id = ma.fields.String(required=True)
    name = ma.fields.Nested(NameSchema, required=True)
    locale = ma.fields.String(required=True, validate=LOCALE)
    status = ma.fields.String(required=True, validate=STATUS)
    store_id = ma.fields.String(required=True, allow_none=True)
    joined_at = Moment(required=True)
    version = ma.fields.Integer(required=True)


class HomeSchema(Schema):
    """The home screen. Every list may be empty; `offers` and `badges` are, for now."""

    member = ma.fields.Nested(HomeProfileSchema, required=True)
    program = ma.fields.String(required=True)
    seq = ma.fields.Integer(required=True, metadata={"description": "Of the wallet"})
    cards = ma.fields.List(ma.fields.Nested(HomeCardSchema), required=True)
    balances = ma.fields.List(ma.fields.Nested(BalanceSchema), required=True)
    expiring = ma.fields.List(
        ma.fields.Nested(ExpiringSchema),
        required=True,
        metadata={"description": "Within thirty days, nearest first"},
    )
    tier = ma.fields.Nested(MemberTierSchema, required=True, allow_none=True)
    progress = ma.fields.Nested(ProgressSchema, required=True, allow_none=True)
    offers = ma.fields.List(ma.fields.Dict(), required=True)
    badges = ma.fields.List(ma.fields.Dict(), required=True)
    server_time = Moment(
        required=True, metadata={"description": "Not part of the entity tag; 304 carries none"}
    )


HOME = {
    "member": {
        "id": "mem_7p3k9x2m4v8q1z5t6w0y3b2n",
        "name": {"given": "Anna", "family": "Rusu"},
        "locale": "ro",
        "status": "active",
        "store_id": "sto_centre",
        "joined_at": "2026-02-14T11:20:00.000Z",
        "version": 1,
    },
    "program": "kopeck",
    "seq": 8,
    "cards": [
        {
            "id": "crd_7p3k9x2m4v8q1z5t6w0y3b2n",
            "number": "2948317730128641",
            "kind": "virtual",
            "status": "active",
            "format": "QR_CODE",
        }
    ],
    "balances": [wallets.BALANCE],
    "expiring": [wallets.EXPIRING],
    "tier": wallets.TIER,
    "progress": wallets.PROGRESS,
    "offers": [],
    "badges": [],
    "server_time": "2026-03-02T10:00:00.000Z",
}
PARAMETERS = [
    {
        "in": "header",
        "name": SEQ_HEADER,
        "description": "`seq` of the last answer: what is shown is at least as new. "
        "Above the wallet's own it is refused: `SEQ_NOT_REACHED`",
        "schema": {"type": "integer", "minimum": 0, "maximum": _MOST_SEQ},
    },
    {
        "in": "header",
        "name": "If-None-Match",
        "description": "An entity tag; answers 304 when nothing has changed since",
        "schema": {"type": "string"},
    },
]


def tells_time(view: Callable[[], Record]) -> Callable[[], Response]:
    """Tag what the view shows, then add the time, which must not change the tag."""

    @wraps(view)
    def tagged() -> Response:
        content = view()
        etag = hashlib.blake2b(encode(content), digest_size=12).hexdigest()
        made = answer({**content, "server_time": spell(clock.now())})
        made.vary.add("Accept-Language")
        return tag(made, etag)

    tagged.etagged = True  # type: ignore[attr-defined]
    return tagged


@blueprint.route("", methods=["GET"])
@member("self")
@refuses(
    members.MemberNotFound,
    wallet.WalletNotFound,
    ProgramNotFound,
    ProgramNotEffective,
    RequestInvalid,
    SeqNotReached,
)
@blueprint.doc(parameters=PARAMETERS)
@blueprint.response(200, HomeSchema, example=HOME)
@tells_time
def show_home() -> Record:
    """Give all that the home screen shows.

    Names come in the language of `Accept-Language`, else in the member's own.
    """
    profile = members.get_home_profile(caller().id)
    return home(profile, wallet_since(profile["id"], wanted_seq()))


def wanted_seq() -> int | None:
    """Read the header If-Seq, or refuse it."""
    text = request.headers.get(SEQ_HEADER)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 20 or int(text) > _MOST_SEQ:
        wrong = FieldError("/If-Seq", "WRONG_VALUE", "A whole number, `seq` of an answer.")
        raise RequestInvalid(errors=[wrong])
    return int(text)


def wallet_since(member_id: str, seq: int | None) -> WalletView:
    """Give a wallet that has reached a sequence number. Raises `SeqNotReached`."""
    view = wallet.get_wallet(member_id, at_least_seq=seq)
    if seq is not None and view.seq < seq:
        raise SeqNotReached(seq=view.seq)
    return view


def home(profile: Record, view: WalletView) -> Record:
    """Shape the home screen; every moment is text, for the tag."""
    locale = texts.pick_locale(request.headers.get("Accept-Language"), profile["locale"])
    terms = wallets.terms_in_force(view.at)
    return {
        "member": {**profile, "joined_at": spell(profile["joined_at"])},
        "program": terms.program,
        "seq": view.seq,
        "cards": list(view.cards),
        "balances": wallets.balances(terms, view, locale),
        "expiring": wallets.expiring(terms, view),
        **wallets.standing(terms, view, locale),
        "offers": [],
        "badges": [],
    }
