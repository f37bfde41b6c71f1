"""How a card looks on the wire, to its member and to operators alike."""

from __future__ import annotations

import marshmallow as ma

from api.schemas import Moment, Schema
from wallet import cards

FORMAT = ma.validate.OneOf(cards.FORMATS)
CHANGES = (cards.CardNotFound, cards.CardReplaced)


class CardSchema(Schema):
    """A card."""

    id = ma.fields.String(required=True)
    number = ma.fields.String(required=True, metadata={"description": "Printed or drawn"})
    kind = ma.fields.String(
        required=True, validate=ma.validate.OneOf(["virtual", "plastic", "foreign"])
    )
    status = ma.fields.String(
        required=True, validate=ma.validate.OneOf(["active", "blocked", "replaced"])
    )
    format = ma.fields.String(required=True, validate=FORMAT)
    program = ma.fields.String(required=True, allow_none=True)
    issued_at = Moment(required=True)


CARD = {
    "id": "crd_7p3k9x2m4v8q1z5t6w0y3b2n",
    "number": "2948317730128641",
    "kind": "virtual",
    "status": "active",
    "format": "QR_CODE",
    "program": "kopeck",
    "issued_at": "2026-03-02T10:00:00.000Z",
}
