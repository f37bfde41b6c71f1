"""Receipts: closed once, read again."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

import offers
import sales
import wallet
from api import receipts, wallets
from api.answers import answer
from api.blueprint import Blueprint, refuses
from api.bodies import body
from api.callers import caller, terminal
from api.errors import asked_locale
from api.idempotency import idempotent, mark_replayed
from api.pos.baskets import ReceiptBody, as_sale, takes_long_receipts
from api.pos.quotes import BASKET, BASKET_REFUSALS
from api.receipts import RECEIPT, ReceiptSchema
from api.refusals import ScopeMissing
from api.schemas import Schema, Text
from api.wallets import BalanceSchema, MemberTierSchema, ProgressSchema, actor
from program import terms_of

blueprint = Blueprint(
    "pos_receipts",
    url_prefix="/v1/pos/receipts",
    tag="Till: receipts",
    description="Receipts closed, read, returned",
)


class ClosedSchema(Schema):
    """A receipt and the wallet right after it."""

    receipt = ma.fields.Nested(ReceiptSchema, required=True)
    tier = ma.fields.Nested(MemberTierSchema, required=True, allow_none=True)
    progress = ma.fields.Nested(ProgressSchema, required=True, allow_none=True)
    balances = ma.fields.List(ma.fields.Nested(BalanceSchema), required=True)
    seq = ma.fields.Integer(required=True, metadata={"description": "Of the wallet: for If-Seq"})


class ReceiptsSchema(Schema):
    """Receipts found."""

    items = ma.fields.List(ma.fields.Nested(ReceiptSchema), required=True)


class ReceiptsQuery(Schema):
    """Which receipt of this till."""

    receipt_no = Text(required=True, longest=64)


CLOSED = {
    "receipt": RECEIPT,
    "tier": wallets.TIER,
    "progress": wallets.PROGRESS,
    "balances": [wallets.BALANCE],
    "seq": 8,
}
SALE = {
    **BASKET,
    "receipt_no": "000123",
    "total_minor": 820,
    "tenders": [{"kind": "card", "amount_minor": 820}],
}


@blueprint.route("", methods=["POST"])
@terminal("earn")
@refuses(
    *BASKET_REFUSALS,
    wallet.cards.CardCodeUsed,
    sales.TimeInvalid,
    sales.TendersDoNotAddUp,
    sales.ReceiptClosed,
    sales.ReceiptCancelled,
    offers.CodeRefused,
    wallet.AmountInvalid,
    wallet.InsufficientPoints,
    wallet.HoldNotFound,
    wallet.HoldConfirmed,
    wallet.HoldReleased,
    wallet.HoldTimedOut,
    wallet.IdempotencyKeyReused,
)
@takes_long_receipts
@body(ReceiptBody, example=SALE)
@idempotent
@blueprint.response(201, ClosedSchema, example=CLOSED)
def close_receipt(basket: ReceiptBody, *, idempotency_key: str) -> Any:
    """Close a receipt: spend, earn and raise the tier at once, or none of it.

    The terms are those of `occurred_at`. A receipt is known by the till and `receipt_no` too: sent
    again under another key it gives the same answer, with other content it is refused. Spending
    needs the scope `redeem` as well.
    """
    require_redeem(basket)
    closed = sales.commit(as_sale(basket), key=idempotency_key, actor=actor())
    return mark_replayed(answer(closed_body(closed), 201), is_replayed=closed.replayed)


@blueprint.route("/<receipt_id>", methods=["GET"])
@terminal("lookup")
@refuses(sales.ReceiptNotFound)
@blueprint.response(200, ReceiptSchema, example=RECEIPT)
def get_receipt(receipt_id: str) -> Any:
    """Give a receipt of the program, of any till."""
    found = sales.get_receipt(receipt_id, program=caller().program)
    return answer(receipts.receipt(found, asked_locale()))


@blueprint.route("", methods=["GET"])
@terminal("lookup")
@refuses()
@blueprint.arguments(ReceiptsQuery, location="query")
@blueprint.response(200, ReceiptsSchema, example={"items": [RECEIPT]})
def find_receipts(query: dict[str, Any]) -> Any:
    """Find this till's receipt by its number: after a lost answer, whether it was closed."""
    found = sales.find_receipt(sales.receipt_id(caller().id, query["receipt_no"]))
    locale = asked_locale()
    return answer({"items": [receipts.receipt(found, locale)] if found else []})


def require_redeem(basket: ReceiptBody) -> None:
    """Refuse a till that may not spend with ScopeMissing."""
    is_spending = basket.burn_points > 0 or basket.hold_id is not None
    if is_spending and not caller().may("redeem"):
        raise ScopeMissing(scope="redeem")


def closed_body(closed: sales.Closed) -> dict[str, Any]:
    """Show a receipt and the wallet right after it, worded by the terms of the sale."""
    record, view, locale = closed.receipt, closed.view, asked_locale()
    terms = terms_of(record["program"], record["version"])
    return {
        "receipt": receipts.receipt(record, locale),
        **wallets.standing(terms, view, locale),
        "balances": wallets.balances(terms, view, locale),
        "seq": view.seq,
    }
