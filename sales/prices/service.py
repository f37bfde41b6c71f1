"""Keep what goods cost: the lowest price of a day never rises, so any order and repeat will do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pymongo import UpdateOne

from foundation import clock, database
from program import Terms, local_date, terms_at, terms_of, unit_price
from sales import receipts
from sales.prices.errors import PricesNotKept
from sales.prices.places import (
    COLLECTION,
    EVERYWHERE,
    LONGEST_REDUCTION_DAYS,
    document_id,
    month_end,
    store_of,
)

_KEPT = timedelta(days=90 + LONGEST_REDUCTION_DAYS)
_LONG_AGO = timedelta(days=3650)
_BATCH = 500
Price = tuple[str, str, str, date, int]  # program, store, SKU, day, minor units


def on_entry_posted(entries: Sequence[Mapping[str, Any]]) -> None:
    """Keep the prices of the receipts that were closed. Safe to run twice."""
    found: list[Price] = []
    for entry in entries:
        if entry["op"] == "sale":
            found += _prices_in(receipts.record_of(entry))
    _keep(found)


def note_price_list(
    program: str, prices: Mapping[str, int], *, store_id: str | None = None
) -> date:
    """Keep a list of prices by SKU as today's; gives the day. Raises `PricesNotKept`."""
    now = clock.now()
    terms = terms_at(program, now)
    if terms.prior_price is None:
        raise PricesNotKept(program=program)
    today, store = local_date(terms, now), store_of(terms, store_id)
    _keep((program, store, sku, today, price) for sku, price in prices.items() if price > 0)
    return today


def forget_old_prices() -> int:
    """Forget months that no prior price looks back on; gives the number of documents."""
    now = clock.wall()
    bounds = {"ends_at": {"$gt": now - _LONG_AGO, "$lt": now - _KEPT}}
    return database.collection(COLLECTION).delete_many(bounds).deleted_count


def _prices_in(record: receipts.Record) -> list[Price]:
    """Give the price of every line as the till sent it: a member's own discounts are no price."""
    terms: Terms = terms_of(record["program"], record["version"])
    if terms.prior_price is None:
        return []
    day = local_date(terms, record["occurred_at"])
    store = store_of(terms, record["store_id"])
    priced = (
        (row["sku"], unit_price(row["amt"] + row.get("disc", 0), Decimal(row["q"])))
        for row in record["lines"]
    )
    return [(terms.program, store, sku, day, price) for sku, price in priced if price is not None]


def _keep(prices: Iterable[Price]) -> None:
    lowest: dict[tuple[str, str, str, date], int] = {}
    for program, store, sku, day, price in prices:
        key = (program, store, sku, day)
        lowest[key] = min(price, lowest.get(key, price))
    writes = [_write(*key, price) for key, price in sorted(lowest.items())]
    found = database.collection(COLLECTION, is_cache=True)
    for start in range(0, len(writes), _BATCH):
        found.bulk_write(writes[start : start + _BATCH], ordered=False)


def _write(program: str, store: str, sku: str, day: date, price: int) -> UpdateOne:
    place = document_id(program, store or EVERYWHERE, sku, f"{day:%Y-%m}")
    change = {"$min": {f"days.{day.day}": price}, "$setOnInsert": {"ends_at": month_end(day)}}
    return UpdateOne({"_id": place}, change, upsert=True)
