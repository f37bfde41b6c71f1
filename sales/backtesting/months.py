"""Which month of past receipts the next one is reckoned by."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from foundation import clock, database
from program import Terms, local_date
from sales import receipts

_LATEST = 200
_ONE_DAY = timedelta(days=1)


def last_full_month(terms: Terms) -> tuple[datetime, datetime] | None:
    """Give the first moment and the last of the latest month of receipts that is over by now.

    None where there are no receipts, or where they begin in the month that runs.
    """
    last = _last_receipt_day(terms)
    if last is None:
        return None
    this_month = local_date(terms, clock.now()).replace(day=1)
    first = last.replace(day=1)
    if first >= this_month:
        first = (this_month - _ONE_DAY).replace(day=1)
    begin, end = (_midnight(day, terms) for day in (first, (first + 31 * _ONE_DAY).replace(day=1)))
    earlier = {"program": terms.program, "occurred_at": {"$lt": end}}
    if database.collection(receipts.COLLECTION).find_one(earlier, {"_id": 1}) is None:
        return None
    return begin, end - timedelta(milliseconds=1)


def _last_receipt_day(terms: Terms) -> date | None:
    """Find the day of the last receipt, among those recorded last: late ones come in between."""
    wanted = {"program": terms.program, "recorded_at": {"$lte": clock.wall() + _ONE_DAY}}
    found = database.collection(receipts.COLLECTION).find(wanted, {"occurred_at": 1})
    moments = [row["occurred_at"] for row in found.sort("recorded_at", -1).limit(_LATEST)]
    return local_date(terms, max(moments)) if moments else None


def _midnight(day: date, terms: Terms) -> datetime:
    return datetime.combine(day, time.min, tzinfo=terms.zone).astimezone(UTC)
