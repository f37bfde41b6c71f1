"""What a basket would cost and earn, before anything is closed."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

import program
import sales
from api import wallets
from api.answers import answer
from api.blueprint import Blueprint, refuses
from api.bodies import body
from api.callers import terminal
from api.errors import asked_locale
from api.pos import explained
from api.pos.baskets import QuoteBody, as_sale, takes_long_receipts
from api.receipts import POINTS, PointsSchema
from api.schemas import Moment, Schema
from api.wallets import AvailableSchema, NextTierSchema, TierSchema
from wallet import WalletNotFound, cards

blueprint = Blueprint(
    "pos_quotes",
    url_prefix="/v1/pos/quotes",
    tag="Till: quotes",
    description="What a basket costs, earns, and could be paid with points",
)
CAPS = (
    "none",
    "percent",
    "max_points",
    "min_payable",
    "balance",
    "excluded_lines",
    "min_points",
    "step",
    "no_burning",
)
CARD_REFUSALS = (
    sales.NobodyIdentified,
    cards.CardBlocked,
    cards.CardReplaced,
    cards.CardCodeInvalid,
    cards.CardCodeWrong,
    cards.CardCodeLocked,
)
BASKET_REFUSALS = (
    *CARD_REFUSALS,
    WalletNotFound,
    sales.MemberSuspended,
    sales.WrongHolder,
    sales.EarnOnly,
    sales.OtpRequired,
    sales.TotalDiffers,
    program.CurrencyMismatch,
    program.BurnCapExceeded,
    program.MembershipRuns,
    program.ProgramNotFound,
    program.ProgramNotEffective,
)


class QuotedLineSchema(Schema):
    """A line and what it earns."""

    no = ma.fields.Integer(required=True, metadata={"description": "From 1, as sent"})
    sku = ma.fields.String(required=True)
    amount_minor = ma.fields.Integer(required=True, metadata={"description": "As sent"})
    discount_minor = ma.fields.Integer(required=True)
    discounts = ma.fields.List(ma.fields.Nested(explained.DiscountSchema), required=True)
    burned_minor = ma.fields.Integer(required=True)
    prior_price_minor = ma.fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "Lowest unit price before the reduction, where shown"},
    )
    points = ma.fields.List(ma.fields.Nested(PointsSchema), required=True)


class QuotedEarningSchema(Schema):
    """What an account would earn."""

    account = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    amount = ma.fields.Integer(required=True)
    available_at = Moment(required=True)
    expires_at = Moment(required=True, allow_none=True)
    cap = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "The cap that bit"}
    )
    to = ma.fields.String(
        required=True, metadata={"description": "Whose: member, company, household …"}
    )


class BurnOfferSchema(Schema):
    """The most that points may pay, and the limit that bites."""

    account = ma.fields.String(required=True)
    max_points = ma.fields.Integer(required=True)
    max_value_minor = ma.fields.Integer(required=True)
    cap = ma.fields.String(required=True, validate=ma.validate.OneOf(CAPS))
    min_points = ma.fields.Integer(required=True)
    step = ma.fields.Integer(required=True)
    unit_minor = ma.fields.String(
        required=True, metadata={"description": "Worth of a point in smallest units, decimal"}
    )


class QuotedBurnSchema(Schema):
    """What points pay in this quote."""

    points = ma.fields.Integer(required=True)
    value_minor = ma.fields.Integer(required=True)


class QuoteSchema(Schema):
    """A basket under the terms of its time."""

    program = ma.fields.String(required=True)
    version = ma.fields.Integer(required=True)
    currency = ma.fields.String(required=True)
    total_minor = ma.fields.Integer(required=True)
    discount_minor = ma.fields.Integer(required=True)
    payable_minor = ma.fields.Integer(
        required=True, metadata={"description": "Total less discounts and points"}
    )
    burned = ma.fields.Nested(QuotedBurnSchema, required=True)
    burn = ma.fields.Nested(BurnOfferSchema, required=True)
    earned = ma.fields.List(ma.fields.Nested(QuotedEarningSchema), required=True)
    lines = ma.fields.List(ma.fields.Nested(QuotedLineSchema), required=True)
    rejected = ma.fields.List(ma.fields.Nested(explained.RejectedSchema), required=True)
    nudges = ma.fields.List(ma.fields.Nested(explained.NudgeSchema), required=True)
    gifts = ma.fields.List(ma.fields.Nested(explained.GiftSchema), required=True)
    tier = ma.fields.Nested(TierSchema, required=True, allow_none=True)
    next = ma.fields.Nested(
        NextTierSchema,
        required=True,
        allow_none=True,
        metadata={"description": "As it will stand after this receipt"},
    )
    balances = ma.fields.List(ma.fields.Nested(AvailableSchema), required=True)


BASKET = {
    "member_id": "mem_7p3k9x2m4v8q1z5t6w0y3b2n",
    "currency": "EUR",
    "occurred_at": "2026-03-02T12:00:00+02:00",
    "lines": [
        {"sku": "beans-250", "quantity": "2", "amount_minor": 640, "category": "coffee"},
        {"sku": "milk", "quantity": "1", "amount_minor": 180},
    ],
}
QUOTE = {
    "program": "kopeck",
    "version": 1,
    "currency": "EUR",
    "total_minor": 820,
    "discount_minor": 64,
    "payable_minor": 756,
    "burned": {"points": 0, "value_minor": 0},
    "burn": {
        "account": "points",
        "max_points": 120,
        "max_value_minor": 120,
        "cap": "balance",
        "min_points": 50,
        "step": 1,
        "unit_minor": "1",
    },
    "earned": [
        {
            "account": "points",
            "name": "Points",
            "amount": 16,
            "available_at": "2026-03-02T22:00:00.000Z",
            "expires_at": "2027-03-31T21:00:00.000Z",
            "cap": None,
            "to": "member",
        }
    ],
    "lines": [
        {
            "no": 1,
            "sku": "beans-250",
            "amount_minor": 640,
            "discount_minor": 64,
            "discounts": [explained.DISCOUNT],
            "burned_minor": 0,
            "prior_price_minor": 340,
            "points": [POINTS],
        },
        {
            "no": 2,
            "sku": "milk",
            "amount_minor": 180,
            "discount_minor": 0,
            "discounts": [],
            "burned_minor": 0,
            "prior_price_minor": None,
            "points": [],
        },
    ],
    "rejected": [
        {
            "subject": "code:AUTUMN",
            "code": "MIN_AMOUNT",
            "details": {"missing": "1.80"},
            "text": "1.80 more is needed.",
        }
    ],
    "nudges": [],
    "gifts": [],
    "tier": {"code": "silver", "name": "Silver"},
    "next": wallets.NEXT_TIER,
    "balances": [wallets.AVAILABLE],
}


@blueprint.route("", methods=["POST"])
@terminal("lookup")
@refuses(*BASKET_REFUSALS)
@takes_long_receipts
@body(QuoteBody, example=BASKET)
@blueprint.response(200, QuoteSchema, example=QUOTE)
def quote(basket: QuoteBody) -> Any:
    """Quote a basket.

    Says what it costs and earns, line by line with the rule behind each point, and the most that
    points may pay. Changes nothing.
    """
    return answer(quoted(sales.quote(as_sale(basket))))


def quoted(quote: sales.Quote) -> dict[str, Any]:
    """Show a quote."""
    locale, found, terms = asked_locale(), quote.evaluation, quote.terms
    return {
        "program": found.program,
        "version": found.version,
        "currency": found.currency,
        "total_minor": found.total_minor,
        "discount_minor": found.discount_minor,
        "payable_minor": found.payable_minor,
        "burned": {"points": found.burn_points, "value_minor": found.burn_value_minor},
        "burn": _offer(found.burn),
        "earned": [_earning(terms, earned, locale) for earned in found.earned],
        "lines": _lines(quote, locale),
        "rejected": explained.rejected(found, locale),
        "nudges": explained.nudges(found),
        "gifts": explained.gifts(found),
        "tier": wallets.tier(terms, quote.tier.code if quote.tier else None, locale),
        "next": wallets.next_step(terms, found.next, locale),
        "balances": wallets.available(terms, quote.balances, locale),
    }


def _offer(offer: program.BurnOffer) -> dict[str, Any]:
    return {
        "account": offer.account,
        "max_points": offer.max_points,
        "max_value_minor": offer.max_value_minor,
        "cap": offer.cap,
        "min_points": offer.min_points,
        "step": offer.step,
        "unit_minor": format(offer.unit_minor.normalize(), "f"),
    }


def _earning(terms: program.Terms, earned: program.Earned, locale: str) -> dict[str, Any]:
    return {
        "account": earned.account,
        "name": wallets.name_of(terms, earned.account, locale),
        "amount": earned.amount,
        "available_at": wallets.spell(earned.available_at),
        "expires_at": wallets.spell_end(earned.expires_at),
        "cap": earned.cap,
        "to": earned.to,
    }


def _lines(quote: sales.Quote, locale: str) -> list[dict[str, Any]]:
    reasons = wallets.rule_reasons(quote.terms, locale)
    points: dict[int, list[dict[str, Any]]] = {line.no: [] for line in quote.sale.lines}
    for earned in quote.evaluation.earned:
        for hit in earned.hits:
            told = {
                "rule": hit.rule_id,
                "version": quote.evaluation.version,
                "account": hit.account,
                "points": hit.points,
                "reason": reasons[hit.rule_id],
            }
            points[hit.line_no].append(told)
    discounts = explained.discounts_by_line(quote.evaluation, reasons)
    return [
        {
            "no": line.no,
            "sku": line.sku,
            "amount_minor": line.amount_minor,
            "discount_minor": sum(told["amount_minor"] for told in discounts[line.no]),
            "discounts": discounts[line.no],
            "burned_minor": quote.evaluation.burn_by_line.get(line.no, 0),
            "prior_price_minor": quote.prior_prices.get(line.no),
            "points": points[line.no],
        }
        for line in quote.sale.lines
    ]
