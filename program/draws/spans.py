"""The periods of a draw: days, weeks, months or years of the program's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Span:
    """A period by its name, as in 2026-03 or 2026-W10: its first day and the day after its last."""

    name: str
    first: date
    after: date


def span_of(period: str, day: date) -> Span:
    """Give the period in which a day lies."""
    if period == "day":
        return Span(day.isoformat(), day, day + timedelta(days=1))
    if period == "week":
        year, week, weekday = day.isocalendar()
        first = day - timedelta(days=weekday - 1)
        return Span(f"{year}-W{week:02}", first, first + timedelta(days=7))
    if period == "month":
        first = day.replace(day=1)
        after = (first + timedelta(days=31)).replace(day=1)
        return Span(f"{day:%Y-%m}", first, after)
    return Span(f"{day:%Y}", date(day.year, 1, 1), date(day.year + 1, 1, 1))


def spans_from(period: str, day: date) -> tuple[Span, Span]:
    """Give the period of a day and the one after it: those whose seeds are to be there."""
    now = span_of(period, day)
    return now, span_of(period, now.after)


def span_named(period: str, name: str) -> Span | None:
    """Give the period of this name, None for a text that names none."""
    try:
        return _named(period, name)
    except ValueError:
        return None


def _named(period: str, name: str) -> Span | None:
    if period == "week":
        year, _, week = name.partition("-W")
        day = date.fromisocalendar(int(year), int(week), 1)
    else:
        rest = {"day": "", "month": "-01", "year": "-01-01"}
        day = date.fromisoformat(name + rest[period])
    found = span_of(period, day)
    return found if found.name == name else None
