"""What goods cost before a reduction: one round trip for a whole basket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from foundation import clock, database
from program import Evaluation, Line, Terms, local_date, prior_price, terms_at, unit_price
from sales.prices.errors import PricesNotKept, PriceUnknown
from sales.prices.places import COLLECTION, days_of, document_id, months_back, store_of
from sales.values import Sale


@dataclass(frozen=True)
class PriorPrice:
    """The lowest price of some goods from one day to another, both included."""

    sku: str
    lowest_minor: int
    currency: str
    since: date
    until: date


def prior_prices(terms: Terms, sale: Sale, evaluation: Evaluation) -> dict[int, int]:
    """Give by line number the prior unit price of every reduced line whose goods have one.

    Without the section in the manifest, and without a reduced line, there is no round trip.
    """
    reduced = _reduced_lines(sale, evaluation) if terms.prior_price is not None else {}
    if terms.prior_price is None or not reduced:
        return {}
    today = local_date(terms, sale.occurred_at)
    skus = sorted({line.sku for line in reduced.values()})
    known = _days(terms, skus, today, sale.store_id)
    found = {
        no: prior_price(
            known[line.sku],
            today,
            days=terms.prior_price.days,
            price_minor=_price_of_the_till(line),
        )
        for no, line in reduced.items()
    }
    return {no: price for no, price in found.items() if price is not None}


def get_prior_price(program: str, sku: str, *, store_id: str | None = None) -> PriorPrice:
    """Give the lowest price of goods in the days before today.

    Raises `PricesNotKept` for a program without the section, and `PriceUnknown`.
    """
    now = clock.now()
    terms = terms_at(program, now)
    if terms.prior_price is None:
        raise PricesNotKept(program=program)
    today, days = local_date(terms, now), terms.prior_price.days
    known = _days(terms, [sku], today, store_id)[sku]
    lowest = prior_price(known, today, days=days)
    if lowest is None:
        raise PriceUnknown(sku=sku, days=days)
    since = today - timedelta(days=days)
    return PriorPrice(sku, lowest, terms.currency, since, today - timedelta(days=1))


def _reduced_lines(sale: Sale, evaluation: Evaluation) -> dict[int, Line]:
    """Give the lines that cost less than before: by the till, or by the program."""
    off = {discount.line_no for discount in evaluation.discounts}
    return {
        line.no: line
        for line in sale.lines
        if line.no in off or (line.gross_minor or 0) > line.amount_minor
    }


def _price_of_the_till(line: Line) -> int | None:
    """Give the price that the till itself has reduced, None where only the program does."""
    if (line.gross_minor or 0) <= line.amount_minor:
        return None
    return unit_price(line.amount_minor, line.quantity)


def _days(
    terms: Terms, skus: Sequence[str], today: date, store_id: str | None
) -> dict[str, dict[date, int]]:
    """Read the lowest prices by SKU and day."""
    store, days = store_of(terms, store_id), terms.prior_price.days if terms.prior_price else 0
    places = {
        document_id(terms.program, store, sku, month): (sku, month)
        for sku in skus
        for month in months_back(today, days)
    }
    rows = database.collection(COLLECTION).find({"_id": {"$in": list(places)}})
    found: dict[str, list[tuple[str, Mapping[str, Any]]]] = {sku: [] for sku in skus}
    for row in rows:
        sku, month = places[row["_id"]]
        found[sku].append((month, row))
    return {sku: days_of(months) for sku, months in found.items()}
