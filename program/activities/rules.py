"""What an activity gives, and whether it counts: pure decisions of terms and a situation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from foundation.money import minor_digits
from program.activities.terms import ActivityType, Effect
from program.calendar import add_months, midnight
from program.caps import period_key
from program.conditions import Scope, is_occasion, why_not
from program.expiry import end_of
from program.partners import with_partner
from program.rejections import Rejection
from program.terms import Terms
from program.values import Activity, Situation, Standing

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Given:
    """What one effect comes to: units of an account, or what its settings say."""

    kind: str
    account: str = ""
    amount: int = 0
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cited:
    """The receipt that an activity tells of, perhaps one line of it, as it stands now."""

    receipt: str
    line_no: int | None
    paid: Decimal
    quantity: Decimal
    days_since: int
    is_returned: bool

    def fields(self) -> dict[str, Any]:
        """Give what formulas know of it."""
        return {"paid": self.paid, "quantity": self.quantity, "days_since": self.days_since}


def situation_of(terms: Terms, activity: Activity, standing: Standing) -> Situation:
    """Say where an activity stands: its local moment, and the money that it tells of."""
    activity = with_partner(terms, activity)
    at = activity.occurred_at.astimezone(terms.zone)
    amount = activity.data.get("amount")
    total = _minor(terms, amount) if isinstance(amount, Decimal) else 0
    return Situation(at, at.date(), standing, None, activity, total)


def rejection_of(
    kind: ActivityType, situation: Situation, cited: Cited | None, last_at: datetime | None
) -> Rejection | None:
    """Say why an activity does not count, or None; `last_at` is when this type counted last."""
    if cited is not None and cited.is_returned:
        return Rejection.of("CONDITION_FAILED", detail="the goods came back")
    if cited is not None and kind.cites is not None and kind.cites.within_days is not None:
        over = cited.days_since - kind.cites.within_days
        if over > 0:
            ended = situation.day - timedelta(days=over)
            return Rejection.of("EXPIRED", ended_at=ended.isoformat())
    turned = why_not(kind.occasion, situation)
    if turned is not None:
        return turned
    if kind.once is not None and kind.once.kind == "days" and last_at is not None:
        gap = situation.day - last_at.astimezone(situation.at.tzinfo).date()
        if gap < timedelta(days=kind.once.days):
            return Rejection.of("ALREADY_CLAIMED")
    return None


def place_of(kind: ActivityType, situation: Situation, cited: Cited | None) -> str | None:
    """Name the place that an activity takes, which stands once; None where any number may."""
    once = kind.once
    if once is None or once.kind == "days":
        return None
    if once.kind == "period":
        return period_key(once.period, situation.day)
    if once.kind == "data" and situation.activity is not None:
        return "|".join(str(situation.activity.data.get(name, "")) for name in once.fields)
    if once.kind in ("receipt", "line") and cited is not None:
        return cited.receipt + (f"/{cited.line_no}" if once.kind == "line" else "")
    return "member"


def effects_of(terms: Terms, kind: ActivityType, situation: Situation) -> tuple[Given, ...]:
    """Give what an activity does, in order; effects that come to nothing are left out."""
    found = (
        _given(terms, effect, situation)
        for effect in kind.effects
        if is_occasion(effect.occasion, situation)
    )
    return tuple(given for given in found if given is not None)


def _given(terms: Terms, effect: Effect, situation: Situation) -> Given | None:
    if effect.kind in ("add", "grant", "deduct", "partner"):
        amount = _units(terms, effect, situation)
        settings = dict(effect.settings) | ({"expiry": effect.expiry} if effect.expiry else {})
        return Given(effect.kind, effect.account, amount, settings) if amount else None
    return Given(effect.kind, effect.account, 0, effect.settings)


def _units(terms: Terms, effect: Effect, situation: Situation) -> int:
    """Reckon an amount in whole units, rounded down; an account of money counts its smallest."""
    if isinstance(effect.amount, int):
        amount = Decimal(effect.amount)
    else:
        amount = effect.amount.number(Scope(situation, terms.currency, situation.total_minor))
    account = terms.accounts.get(effect.account)
    if account is not None and account.kind == "money":
        return _minor(terms, amount)
    return int(amount.to_integral_value(ROUND_FLOOR))


def _minor(terms: Terms, amount: Decimal) -> int:
    return int(amount.scaleb(minor_digits(terms.currency)).to_integral_value(ROUND_FLOOR))


def lapses_at(terms: Terms, given: Given, at: datetime) -> datetime | None:
    """Give the instant from which units given at a moment are gone, None if they never lapse."""
    expiry = given.settings.get("expiry") or terms.accounts[given.account].expiry
    return end_of(expiry, at.astimezone(terms.zone).date(), terms.zone)


def extended_until(terms: Terms, settings: Mapping[str, Any], at: datetime) -> datetime:
    """Give the instant before which units on hand shall not lapse."""
    day = at.astimezone(terms.zone).date()
    last = add_months(day, settings.get("months", 0)) + timedelta(days=settings.get("days", 0))
    return midnight(last + _ONE_DAY, terms.zone)


def types_happening(terms: Terms, on: str) -> Sequence[ActivityType]:
    """List the types of activity that happen by themselves on such an occasion."""
    if terms.activities is None:
        return ()
    return [t for t in terms.activities.types.values() if t.happens and t.happens.on == on]
