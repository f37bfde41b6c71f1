"""A member's cards: shown at a till as a barcode or a changing code, linked from plastic."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from flask import Response

import identity
from api.answers import with_etag
from api.blueprint import Blueprint, refuses
from api.callers import caller, member
from api.cards import CARD, CHANGES, FORMAT, CardSchema
from api.schemas import Schema, Text
from wallet import cards

blueprint = Blueprint(
    "mobile_cards",
    url_prefix="/v1/mobile/cards",
    tag="Mobile: cards",
    description="What a member shows to be known",
)
IMAGES = ("svg", "png")


class CardsSchema(Schema):
    """A member's cards."""

    items = ma.fields.List(ma.fields.Nested(CardSchema), required=True)


class LinkSchema(Schema):
    """A card that the member holds."""

    number = Text(required=True, longest=200, metadata={"description": "As typed or scanned"})
    kind = ma.fields.String(
        load_default="plastic",
        validate=ma.validate.OneOf(["plastic", "foreign"]),
        metadata={"description": "`foreign` is another company's card, kept to be shown"},
    )
    format = ma.fields.String(
        load_default=None,
        allow_none=True,
        validate=FORMAT,
        metadata={
            "description": "Guessed, unless named. A number of 13, 12 or 8 digits whose check "
            "digit is wrong is taken only under another format, such as CODE_128"
        },
    )


class PictureQuery(Schema):
    """How to draw a barcode."""

    format = ma.fields.String(load_default=None, validate=FORMAT)
    image = ma.fields.String(load_default="svg", validate=ma.validate.OneOf(IMAGES))
    scale = ma.fields.Integer(
        load_default=3,
        validate=ma.validate.Range(1, 10),
        metadata={"description": "Pixels of the narrowest bar"},
    )


class CodeSecretSchema(Schema):
    """What the phone makes the card's codes from, offline."""

    secret = ma.fields.String(
        required=True, metadata={"description": "Base 32; keep it in the phone's key store"}
    )
    prefix = ma.fields.String(required=True, metadata={"description": "Precedes the digits"})
    period_seconds = ma.fields.Integer(required=True)
    digits = ma.fields.Integer(required=True)


LINK = {"number": "2900000123458", "kind": "plastic"}
CODE = {
    "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    "prefix": "K1.7p3k9x2m4v8q1z5t6w0y3b2n.",
    "period_seconds": 30,
    "digits": 8,
}


@blueprint.route("", methods=["GET"])
@member("self")
@refuses()
@with_etag
@blueprint.response(200, CardsSchema, example={"items": [CARD]})
def list_cards() -> Any:
    """List the member's cards."""
    return {"items": cards.list_cards(caller().id)}


@blueprint.route("", methods=["POST"])
@member("self")
@refuses(
    identity.AccountBarred,
    cards.CardNumberInvalid,
    cards.CardNumberMisread,
    cards.PaymentCardRefused,
    cards.BarcodeNotPossible,
    cards.CardAlreadyLinked,
    cards.CardBlocked,
    cards.CardReplaced,
    cards.CardLimitReached,
)
@blueprint.arguments(LinkSchema, example=LINK)
@blueprint.response(
    201,
    CardSchema,
    example={**CARD, "kind": "plastic", "format": "EAN_13", "number": LINK["number"]},
)
def link_card(card: dict[str, Any]) -> Any:
    """Link a card that the member holds.

    Linking the same card again gives the same card.
    """
    return cards.link_card(admitted(), card["number"], kind=card["kind"], format=card["format"])


@blueprint.route("/<card_id>/block", methods=["POST"])
@member("self")
@refuses(identity.AccountBarred, *CHANGES)
@blueprint.response(200, CardSchema, example={**CARD, "status": "blocked"})
def block_card(card_id: str) -> Any:
    """Stop a card at once: no till takes it, nor its code, until it is unblocked.

    Blocking twice is the same as once.
    """
    return cards.block_card(card_id, member_id=admitted())


@blueprint.route("/<card_id>/unblock", methods=["POST"])
@member("self")
@refuses(identity.AccountBarred, *CHANGES)
@blueprint.response(200, CardSchema, example=CARD)
def unblock_card(card_id: str) -> Any:
    """Let a blocked card work again."""
    return cards.unblock_card(card_id, member_id=admitted())


@blueprint.route("/<card_id>/replace", methods=["POST"])
@member("self")
@refuses(identity.AccountBarred, *CHANGES)
@blueprint.response(201, CardSchema, example=CARD)
def replace_card(card_id: str) -> Any:
    """Put a new virtual card in the place of a lost one, for good, and give the new card.

    The points stay: they lie in the wallet. A replaced card is refused everywhere.
    """
    return cards.replace_card(card_id, member_id=admitted())


@blueprint.route("/<card_id>/barcode", methods=["GET"])
@member("self")
@refuses(cards.CardNotFound, cards.BarcodeNotPossible)
@blueprint.arguments(PictureQuery, location="query")
@with_etag
@blueprint.response(
    200, {"type": "string"}, content_type="image/svg+xml", example="<svg xmlns=…>…</svg>"
)
@blueprint.alt_response(
    200,
    schema={"type": "string", "contentMediaType": "image/png"},
    content_type="image/png",
    example="…",
)
def draw_barcode(query: dict[str, Any], card_id: str) -> Response:
    """Draw a card's barcode as SVG or PNG."""
    card = cards.get_card(card_id, member_id=caller().id)
    picture = cards.card_barcode(card, **query)
    return Response(picture.content, content_type=picture.media_type)


@blueprint.route("/<card_id>/code", methods=["GET"])
@member("self")
@refuses(cards.CardNotFound, cards.CardBlocked, cards.CardReplaced)
@blueprint.response(200, CodeSecretSchema, example=CODE)
def show_code_secret(card_id: str) -> Any:
    """Give what the app makes the card's changing code from.

    The code is `prefix` and the TOTP of `secret` (SHA-1); it works offline and is good for one
    period. Fetch the secret once and keep it in the phone's key store.
    """
    return cards.code_secret(card_id, member_id=caller().id)


def admitted() -> str:
    """Give the member who may change cards now. Raises `AccountBarred` once suspended."""
    identity.require_unbarred(caller().id)
    return caller().id
