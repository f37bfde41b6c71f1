"""Which price is the one before a reduction: pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

_ONE_DAY = timedelta(days=1)


def prior_price(
    lowest: Mapping[date, int], today: date, *, days: int, price_minor: int | None = None
) -> int | None:
    """Give the lowest price of so many days before a reduction, None if none is known.

    `lowest` is the lowest price of each day on which one is known. With the reduced price given,
    the reduction begins on the first of the days in a row, up to today, on which nothing dearer
    than that was the lowest; without it, today.
    """
    begins = today
    known = sorted((day for day in lowest if day < today), reverse=True)
    for day in known if price_minor is not None else ():
        if lowest[day] > (price_minor or 0):
            break
        begins = day
    before = [lowest[day] for day in known if begins - days * _ONE_DAY <= day < begins]
    return min(before) if before else None


def unit_price(amount_minor: int, quantity: Decimal) -> int | None:
    """Give the price of one, rounded half up; None where nothing was sold for money."""
    if amount_minor <= 0 or quantity <= 0:
        return None
    return int((Decimal(amount_minor) / quantity + Decimal("0.5")).to_integral_value("ROUND_FLOOR"))
