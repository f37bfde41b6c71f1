"""Decisions about referrals: who may refer whom, which order counts, when a reward is usable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from program.referral.terms import ReferralTerms

_ONE_DAY = timedelta(days=1)


def shared_traits(
    terms: ReferralTerms,
    referrer: Mapping[str, Iterable[str]],
    friend: Mapping[str, Iterable[str]],
) -> list[str]:
    """Name what the two have in common and must not: each trait maps to the values known."""
    return [
        trait for trait in sorted(terms.refuse) if _known(trait, referrer) & _known(trait, friend)
    ]


def _known(trait: str, traits: Mapping[str, Iterable[str]]) -> set[str]:
    values = {value for value in traits.get(trait, ()) if value}
    return {_plain_address(value) for value in values} if trait == "email" else values


def _plain_address(email: str) -> str:
    """Give an address without what stands after + in its name."""
    name, _, host = email.lower().rpartition("@")
    return f"{name.partition('+')[0]}@{host}"


def is_worth_enough(terms: ReferralTerms, worth_minor: int) -> bool:
    """Tell whether an order, as much of it as is kept, earns the reward."""
    return worth_minor > 0 and worth_minor >= terms.min_amount_minor


def usable_from(terms: ReferralTerms, ordered_at: datetime, zone: ZoneInfo) -> datetime:
    """Give the local midnight after the days in which the order may come back."""
    return _midnight_after(ordered_at, terms.wait_days, zone)


def expires_on(terms: ReferralTerms, entered_at: datetime, zone: ZoneInfo) -> datetime:
    """Give the local midnight after the last day on which the friend's order still counts."""
    return _midnight_after(entered_at, terms.expires_days, zone)


def limit_since(terms: ReferralTerms, at: datetime, zone: ZoneInfo) -> datetime | None:
    """Give when the period began in which rewards are limited, None for all time."""
    local = at.astimezone(zone)
    if terms.per == "ever":
        return None
    month = local.month if terms.per == "month" else 1
    return datetime(local.year, month, 1, tzinfo=zone)


def _midnight_after(at: datetime, days: int, zone: ZoneInfo) -> datetime:
    if not days:
        return at
    day = at.astimezone(zone).date() + timedelta(days=days) + _ONE_DAY
    return datetime(day.year, day.month, day.day, tzinfo=zone)
