"""How much may still be earned: counters of caps by period in the program's zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from program.expiry import local_date
from program.terms import Cap, Terms

# Tills that were offline send their receipts late: so long the counters of a past day are kept.
_LATE = timedelta(days=7)
_PERIODS = {len("2026-03-02"): "day", len("2026-W10"): "week", len("2026-03"): "month"}


def period_key(period: str, day: date) -> str:
    """Name the period that a day is in: `2026-03-02`, `2026-W10`, `2026-03`, `2026`."""
    if period == "day":
        return day.isoformat()
    if period == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    return day.isoformat()[: 7 if period == "month" else 4]


def cap_keys(terms: Terms, at: datetime) -> tuple[str, ...]:
    """List the counters that an evaluation at this moment reads and moves."""
    day = local_date(terms, at)
    caps = [cap for account in terms.accounts.values() for cap in account.caps]
    caps += [cap for rule in terms.rules for cap in rule.caps]
    return tuple(sorted({key for cap in caps if (key := counter_of(cap, day))}))


def counter_of(cap: Cap, day: date) -> str | None:
    """Name the counter of a cap on a day; a cap per receipt needs none."""
    return None if cap.period == "receipt" else f"{cap.scope}@{period_key(cap.period, day)}"


def is_recent(counter: str, day: date) -> bool:
    """Tell whether a counter's period is open on a day, or ended within the week before it.

    What counts for good has no period.
    """
    period = counter.rpartition("@")[2]
    if not period:
        return True
    kind = _PERIODS.get(len(period), "year")
    return period >= period_key(kind, day - _LATE)


def tightest(
    caps: Iterable[Cap], wanted: int, day: date, used: Mapping[str, int]
) -> tuple[int, Cap | None]:
    """Give how much of `wanted` the caps let through, and the cap that bit, if one did."""
    allowed, biting = wanted, None
    for cap in caps:
        counter = counter_of(cap, day)
        room = max(cap.limit - (used.get(counter, 0) if counter else 0), 0)
        if room < allowed:
            allowed, biting = room, cap
    return allowed, biting
