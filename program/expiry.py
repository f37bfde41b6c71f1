"""When units become usable and when they lapse, by the calendar of the program's zone.

The date rule: `expires_at` is an exclusive instant, the local midnight after the last valid
day, in UTC. Adding months clamps to the month's end: 31 January and one month is 28 February.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from program.calendar import add_months, midnight, month_end
from program.terms import Expiry, Terms

__all__ = [
    "AT_NEXT_VISIT",
    "add_months",
    "available_after",
    "available_at",
    "end_of",
    "expires_at",
    "last_valid_day",
    "local_date",
    "midnight",
    "month_end",
    "prolonged_until",
    "restored_expires_at",
]
# What lapses with the next visit has no day: it stands at the end of time until then.
AT_NEXT_VISIT = datetime(9998, 12, 31, tzinfo=UTC)
_ONE_DAY = timedelta(days=1)


def local_date(terms: Terms, at: datetime) -> date:
    """Give the date that the program's zone has at this moment."""
    return at.astimezone(terms.zone).date()


def last_valid_day(expiry: Expiry, day: date, joined_on: date | None = None) -> date | None:
    """Give the last day on which units earned (or prolonged) on a day can be used.

    A membership year begins on the day of joining; where that is not known, with this day.
    """
    if expiry.kind in ("none", "next_visit"):
        return None
    if expiry.kind == "calendar":
        return _period_end(expiry.period, day) + timedelta(days=expiry.grace_days)
    if expiry.kind == "anniversary":
        last = _membership_year_end(joined_on or day, day)
        return last + timedelta(days=expiry.grace_days)
    if expiry.kind == "end_of_nth_month":
        return month_end(add_months(day, expiry.n))
    last = add_months(day, expiry.months) + timedelta(days=expiry.days)
    return month_end(last) if expiry.granularity == "month" else last


def _period_end(period: str, day: date) -> date:
    if period == "year":
        return date(day.year, 12, 31)
    if period == "quarter":
        return month_end(date(day.year, (day.month + 2) // 3 * 3, 1))
    return month_end(day)


def _membership_year_end(joined_on: date, day: date) -> date:
    """Give the day before the next anniversary of joining."""
    years = max(day.year - joined_on.year, 0)
    while (ends := add_months(joined_on, 12 * years)) <= day:
        years += 1
    return ends - _ONE_DAY


def expires_at(
    terms: Terms, account: str, earned_at: datetime, joined_at: datetime | None = None
) -> datetime | None:
    """Give the instant from which units earned now are gone, or None if they never lapse."""
    expiry = terms.accounts[account].expiry
    joined_on = None if joined_at is None else local_date(terms, joined_at)
    return end_of(expiry, local_date(terms, earned_at), terms.zone, joined_on)


def end_of(
    expiry: Expiry, day: date, zone: ZoneInfo, joined_on: date | None = None
) -> datetime | None:
    """Give the instant from which units earned on a day are gone, None if they never lapse."""
    if expiry.kind == "next_visit":
        return AT_NEXT_VISIT
    last = last_valid_day(expiry, day, joined_on)
    return None if last is None else midnight(last + _ONE_DAY, zone)


def available_at(terms: Terms, account: str, earned_at: datetime) -> datetime:
    """Give the instant from which units can be used: at once, or at a local midnight."""
    return available_after(terms, terms.accounts[account].pending_days, earned_at)


def available_after(terms: Terms, days: int, earned_at: datetime) -> datetime:
    """Give the instant from which units can be used that wait so many days."""
    if not days:
        return earned_at
    return midnight(local_date(terms, earned_at) + timedelta(days=days), terms.zone)


def prolonged_until(terms: Terms, account: str, active_at: datetime) -> datetime | None:
    """Give the new expiry of all lots after an earn or a burn; None unless expiry is sliding."""
    is_sliding = terms.accounts[account].expiry.kind == "sliding"
    return expires_at(terms, account, active_at) if is_sliding else None


def restored_expires_at(
    terms: Terms, account: str, original: datetime | None, returned_at: datetime
) -> datetime | None:
    """Give the expiry of points that a return gives back, by the program's policy."""
    policy = terms.returns
    if policy.restored_expiry == "fresh":
        return expires_at(terms, account, returned_at)
    if policy.restored_expiry == "original" or original is None:
        return original
    last = local_date(terms, returned_at) + timedelta(days=policy.grace_days)
    return max(original, midnight(last + _ONE_DAY, terms.zone))
