"""Where the prices of goods stand: which documents, and which days in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from foundation import ids
from program import Terms

COLLECTION = "prices"
EVERYWHERE = "*"
LONGEST_REDUCTION_DAYS = 60


def store_of(terms: Terms, store_id: str | None) -> str:
    """Give the store under which prices stand."""
    is_apart = terms.prior_price is not None and terms.prior_price.per_store
    return (store_id or EVERYWHERE) if is_apart else EVERYWHERE


def document_id(program: str, store: str, sku: str, month: str) -> str:
    """Give the id of a month's document; `month` is as in 2026-03."""
    return ids.derived("prc", program, store, sku, month)


def months_back(today: date, days: int) -> list[str]:
    """Name the months of so many days up to today."""
    span = range(0, days + LONGEST_REDUCTION_DAYS + 1)
    return sorted({f"{today - timedelta(days=n):%Y-%m}" for n in span})


def month_end(day: date) -> datetime:
    """Give a moment by which the month of a day is over everywhere."""
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=2)
    return datetime(following.year, following.month, following.day, tzinfo=UTC)


def days_of(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[date, int]:
    """Put months together to a price for each day; the rows are (month, document)."""
    return {
        date.fromisoformat(f"{month}-{int(day):02d}"): price
        for month, row in rows
        for day, price in row["days"].items()
    }
