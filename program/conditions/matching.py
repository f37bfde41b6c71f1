"""What is wanted of one value: one of several, or a number within limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any


@dataclass(frozen=True, slots=True)
class Wanted:
    """One of `values` (as text), or a number within the limits that are given."""

    values: frozenset[str] | None = None
    gte: Decimal | None = None
    gt: Decimal | None = None
    lte: Decimal | None = None
    lt: Decimal | None = None

    def takes(self, value: Any) -> bool:
        """Tell whether a value is as wanted; nothing never is."""
        if value is None:
            return False
        if self.values is not None:
            if isinstance(value, (list, tuple, frozenset)):
                return any(spell(each) in self.values for each in value)
            return spell(value) in self.values
        number = to_number(value)
        return (
            number is not None
            and (self.gte is None or number >= self.gte)
            and (self.gt is None or number > self.gt)
            and (self.lte is None or number <= self.lte)
            and (self.lt is None or number < self.lt)
        )

    def missing_from(self, units: int) -> int:
        """Give how many more whole units a lower limit asks for."""
        needed = [-(-limit // 1) for limit in (self.gte,) if limit is not None]
        needed += [limit // 1 + 1 for limit in (self.gt,) if limit is not None]
        return max(int(max(needed)) - units, 0) if needed else 0


def wanted(found: Any) -> Wanted:
    """Compile what a manifest wants of a value: a value, a list of values, or limits."""
    if isinstance(found, Mapping):
        gte, gt, lte, lt = (_limit(found.get(name)) for name in ("gte", "gt", "lte", "lt"))
        return Wanted(gte=gte, gt=gt, lte=lte, lt=lt)
    values = found if isinstance(found, list) else [found]
    return Wanted(frozenset(spell(value) for value in values))


def _limit(found: Any) -> Decimal | None:
    return None if found is None else Decimal(str(found))


def spell(value: Any) -> str:
    """Spell a value as a manifest does: true, 7, 1.5, gold."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)


def to_number(value: Any) -> Decimal | None:
    """Read a number exactly, or None for what is none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
