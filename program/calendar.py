"""Days, months and midnights of a zone. Adding months clamps: 31 January and one is 28 February."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SPAN = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")


@dataclass(frozen=True, slots=True)
class Span:
    """A length of calendar time, as P2M15D in a manifest."""

    months: int = 0
    days: int = 0

    def after(self, day: date) -> date:
        """Give the date that lies this much later."""
        return add_months(day, self.months) + timedelta(days=self.days)


def span_of(text: str) -> Span:
    """Read a length of time (ISO 8601, dates only) that the schema let through."""
    found = _SPAN.fullmatch(text)
    years, months, weeks, days = (int(part or 0) for part in found.groups()) if found else (0,) * 4
    return Span(12 * years + months, 7 * weeks + days)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Give the instant at which a day begins in a zone, in UTC."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """Move a date by months; a day that the month lacks becomes the month's last."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    """Give the last day of a date's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_between(first: date, day: date) -> int:
    """Count the full months from a date to a day; none before it."""
    months = (day.year - first.year) * 12 + day.month - first.month
    return max(months - (add_months(first, months) > day), 0)
