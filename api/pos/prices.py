"""The lowest price before a reduction, and the price lists of which it is kept."""

from __future__ import annotations

from typing import Annotated, Any

import marshmallow as ma
import msgspec
from msgspec import Meta

import program
from api.blueprint import Blueprint, refuses
from api.bodies import body
from api.callers import caller, terminal
from api.pos.baskets import Amount, Number, takes_long_receipts
from api.schemas import Schema
from sales import prices

blueprint = Blueprint(
    "pos_prices",
    url_prefix="/v1/pos/prices",
    tag="Till: prices",
    description="The lowest price before a reduction (Directive 98/6/EC, article 6a)",
)


class PriorPriceSchema(Schema):
    """The lowest price of one of these goods from one day to another, both included."""

    sku = ma.fields.String(required=True)
    lowest_minor = ma.fields.Integer(required=True)
    currency = ma.fields.String(required=True)
    since = ma.fields.Date(required=True)
    until = ma.fields.Date(required=True)


class ListedSchema(Schema):
    """A list that was taken."""

    day = ma.fields.Date(required=True, metadata={"description": "Whose prices these are"})
    count = ma.fields.Integer(required=True)


class ListedPrice(msgspec.Struct, forbid_unknown_fields=True):
    """What one costs."""

    sku: Number
    price_minor: Amount


class PriceListBody(msgspec.Struct, forbid_unknown_fields=True):
    """Prices of today, in the program's currency."""

    prices: Annotated[list[ListedPrice], Meta(min_length=1, max_length=2000)]


PRIOR_PRICE = {
    "sku": "beans-250",
    "lowest_minor": 320,
    "currency": "EUR",
    "since": "2026-01-31",
    "until": "2026-03-01",
}
PRICE_LIST = {"prices": [{"sku": "beans-250", "price_minor": 320}]}


@blueprint.route("/<sku>", methods=["GET"])
@terminal("lookup")
@refuses(
    prices.PriceUnknown,
    prices.PricesNotKept,
    program.ProgramNotFound,
    program.ProgramNotEffective,
)
@blueprint.response(200, PriorPriceSchema, example=PRIOR_PRICE)
def get_prior_price(sku: str) -> Any:
    """Give the lowest price of goods in the days before today, for a shelf label.

    Only programs whose manifest has the section `prior_price` keep prices.
    """
    till = caller()
    return prices.get_prior_price(till.program or "", sku, store_id=till.store_id)


@blueprint.route("", methods=["POST"])
@terminal("earn")
@refuses(prices.PricesNotKept, program.ProgramNotFound, program.ProgramNotEffective)
@takes_long_receipts
@body(PriceListBody, example=PRICE_LIST)
@blueprint.response(200, ListedSchema, example={"day": "2026-03-02", "count": 1})
def post_price_list(listed: PriceListBody) -> Any:
    """Keep a list of prices as today's: the lowest price of a day counts.

    The same list again changes nothing.
    """
    till = caller()
    found = {each.sku: each.price_minor for each in listed.prices}
    day = prices.note_price_list(till.program or "", found, store_id=till.store_id)
    return {"day": day, "count": len(found)}
