"""What a formula may name: the purchase, the moment, the member, and what they hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from rule_engine import DataType

from foundation.money import minor_digits
from program.calendar import months_between
from program.conditions.times import DAY_NAMES
from program.values import Line, Situation


@dataclass(frozen=True, slots=True)
class Scope:
    """What a formula is reckoned for: a situation, the amounts that count, perhaps one line."""

    situation: Situation
    currency: str
    amount_minor: int
    quantity: Decimal = Decimal(0)
    line: Line | None = None

    def money(self, amount_minor: int) -> Decimal:
        """Give minor units as a decimal amount."""
        return Decimal(amount_minor).scaleb(-minor_digits(self.currency))


@dataclass(frozen=True, slots=True)
class Name:
    """One name: its type, and how its value is found; None is not known."""

    type: Any
    value: Callable[[Scope], Any]


def _amount(scope: Scope) -> Any:
    """Give the money that counts; of an activity that which it brings as amount."""
    activity = scope.situation.activity
    if scope.situation.basket is None and activity is not None:
        return plain(activity.data.get("amount"))
    return scope.money(scope.amount_minor)


def _days_since_last(scope: Scope) -> Any:
    last = scope.situation.standing.facts.last_visit_at
    if last is None:
        return None
    return (scope.situation.day - last.astimezone(scope.situation.at.tzinfo).date()).days


def _joined(scope: Scope) -> Any:
    joined = scope.situation.standing.facts.joined_at
    return joined.astimezone(scope.situation.at.tzinfo).date() if joined else None


def _tenure_days(scope: Scope) -> Any:
    joined = _joined(scope)
    return None if joined is None else max((scope.situation.day - joined).days, 0)


def _tenure_months(scope: Scope) -> Any:
    joined = _joined(scope)
    return None if joined is None else months_between(joined, scope.situation.day)


def _tenure_years(scope: Scope) -> Any:
    months = _tenure_months(scope)
    return None if months is None else months // 12


def _paid(scope: Scope) -> bool:
    facts, at = scope.situation.standing.facts, scope.situation.at
    runs = facts.paid_until is not None and at < facts.paid_until
    return runs and (facts.paid_since is None or facts.paid_since <= at)


def plain(value: Any) -> Any:
    """Give a value that a formula can reckon with; a binary fraction is read as it is spelled."""
    return Decimal(repr(value)) if isinstance(value, float) else value


_NUMBER, _TEXT, _ANY = DataType.FLOAT, DataType.STRING, DataType.UNDEFINED

NAMES: Mapping[str, Name] = {
    "amount": Name(_NUMBER, _amount),
    "total": Name(_NUMBER, lambda s: s.money(s.situation.total_minor)),
    "quantity": Name(_NUMBER, lambda s: s.quantity),
    "tier": Name(_TEXT, lambda s: s.situation.standing.tier or ""),
    "segments": Name(
        DataType.ARRAY(_TEXT), lambda s: tuple(sorted(s.situation.standing.facts.segments))
    ),
    "paid": Name(DataType.BOOLEAN, _paid),
    "visits": Name(_NUMBER, lambda s: s.situation.standing.facts.visits),
    "days_since_last": Name(_NUMBER, _days_since_last),
    "tenure_days": Name(_NUMBER, _tenure_days),
    "tenure_months": Name(_NUMBER, _tenure_months),
    "tenure_years": Name(_NUMBER, _tenure_years),
    "hour": Name(_NUMBER, lambda s: s.situation.at.hour),
    "weekday": Name(_TEXT, lambda s: DAY_NAMES[s.situation.day.weekday()]),
    "day": Name(_NUMBER, lambda s: s.situation.day.day),
    "month": Name(_NUMBER, lambda s: s.situation.day.month),
    "store": Name(_TEXT, lambda s: s.situation.store_id or ""),
    "channel": Name(_TEXT, lambda s: s.situation.channel or ""),
    "partner": Name(_TEXT, lambda s: s.situation.partner or ""),
}

LINE_NAMES: Mapping[str, Name] = {
    "line.amount": Name(_NUMBER, lambda s: s.money(s.amount_minor) if s.line else None),
    "line.quantity": Name(_NUMBER, lambda s: s.line.quantity if s.line else None),
    "line.sku": Name(_TEXT, lambda s: s.line.sku if s.line else None),
    "line.category": Name(_TEXT, lambda s: (s.line.category or "") if s.line else None),
    "line.brand": Name(_TEXT, lambda s: (s.line.brand or "") if s.line else None),
}

FAMILIES: Mapping[str, Callable[[str], Name]] = {
    "balance": lambda key: Name(_NUMBER, lambda s: s.situation.standing.balances.get(key, 0)),
    "attribute": lambda key: Name(
        _ANY, lambda s: plain(s.situation.standing.facts.attributes.get(key))
    ),
    "data": lambda key: Name(
        _ANY, lambda s: plain(s.situation.activity.data.get(key)) if s.situation.activity else None
    ),
    "basket": lambda key: Name(
        _ANY,
        lambda s: plain(s.situation.basket.attributes.get(key)) if s.situation.basket else None,
    ),
}


def _rounded(value: Decimal, digits: Decimal = Decimal(0)) -> Decimal:
    """Round half up, to so many digits after the point, nought to nine."""
    places = min(max(int(digits), 0), 9)
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _function(name: str, least: int, most: int, what: Callable[..., Any]) -> Name:
    kinds = (_NUMBER,) * most
    kind = DataType.FUNCTION(
        name, return_type=_NUMBER, argument_types=kinds, minimum_arguments=least
    )
    return Name(kind, lambda _: what)


FUNCTIONS: Mapping[str, Name] = {
    "floor": _function("floor", 1, 1, lambda x: x.to_integral_value(ROUND_FLOOR)),
    "ceil": _function("ceil", 1, 1, lambda x: x.to_integral_value(ROUND_CEILING)),
    "round": _function("round", 1, 2, _rounded),
    "abs": _function("abs", 1, 1, abs),
    "min": _function("min", 2, 8, min),
    "max": _function("max", 2, 8, max),
}


def find_name(name: str) -> Name | None:
    """Give what stands behind a name, or None."""
    family, _, key = name.partition(".")
    if key and family in FAMILIES:
        return FAMILIES[family](key)
    return NAMES.get(name) or LINE_NAMES.get(name) or FUNCTIONS.get(name)


def all_names() -> list[str]:
    """List the names that can be written, families by their beginning."""
    families = [f"{family}." for family in FAMILIES]
    return sorted((*NAMES, *LINE_NAMES, *FUNCTIONS, *families))
