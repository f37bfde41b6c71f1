"""Conditions of the basket or the activity: how much, how many, with what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from foundation.money import spell
from program.conditions.matching import Wanted
from program.conditions.selecting import is_selected
from program.conditions.terms import Selection
from program.rejections import Rejection
from program.values import Situation


@dataclass(frozen=True, slots=True)
class MinAmount:
    """So much money: of the whole receipt, or of the lines that the rule means (`lines`)."""

    least_minor: int
    currency: str
    lines: Selection | None = None

    def holds(self, situation: Situation) -> bool:
        """Tell whether there is enough."""
        return self._amount(situation) >= self.least_minor

    def rejection(self, situation: Situation) -> Rejection:
        """Say how much is missing, spelled with its currency, and in minor units."""
        missing = self.least_minor - self._amount(situation)
        spelled = spell(missing, self.currency)
        return Rejection.of("MIN_AMOUNT", missing=spelled, missing_minor=missing)

    def _amount(self, situation: Situation) -> int:
        if self.lines is None or situation.basket is None:
            return situation.total_minor
        lines = situation.basket.lines
        return sum(line.amount_minor for line in lines if is_selected(line, self.lines))


@dataclass(frozen=True, slots=True)
class MinQuantity:
    """So many of the goods that the rule means."""

    least: Decimal
    lines: Selection

    def holds(self, situation: Situation) -> bool:
        """Tell whether there are enough of them."""
        return self._quantity(situation) >= self.least

    def rejection(self, situation: Situation) -> Rejection:
        """Say how many are missing."""
        missing = (self.least - self._quantity(situation)).normalize()
        return Rejection.of("CONDITION_FAILED", detail=f"{missing:f} more of these goods")

    def _quantity(self, situation: Situation) -> Decimal:
        lines = situation.basket.lines if situation.basket else ()
        return sum((line.quantity for line in lines if is_selected(line, self.lines)), Decimal(0))


@dataclass(frozen=True, slots=True)
class With:
    """With goods that the rule need not mean, so many of them or any."""

    goods: Selection
    least: Decimal | None = None

    def holds(self, situation: Situation) -> bool:
        """Tell whether they are in the basket."""
        found = self._found(situation)
        return bool(found) and (self.least is None or sum(found) >= self.least)

    def rejection(self, situation: Situation) -> Rejection:
        """Say which goods are missing, and how many."""
        sets = (self.goods.categories, self.goods.skus, self.goods.brands, self.goods.flags)
        names = ", ".join(name for found in sets for name in sorted(found or ()))
        missing = (self.least or Decimal(1)) - sum(self._found(situation), Decimal(0))
        many = f"{missing.normalize():f} more of " if self.least is not None else ""
        return Rejection.of("CONDITION_FAILED", detail=f"with {many}{names}")

    def _found(self, situation: Situation) -> list[Decimal]:
        lines = situation.basket.lines if situation.basket else ()
        return [line.quantity for line in lines if is_selected(line, self.goods)]


@dataclass(frozen=True, slots=True)
class Known:
    """What the till knows of the basket (`basket`), or the activity brought with it (`data`)."""

    source: str
    wanted: tuple[tuple[str, Wanted], ...]

    def holds(self, situation: Situation) -> bool:
        """Tell whether each is as wanted; what is not known does not hold."""
        known = self._known(situation)
        return all(want.takes(known.get(name)) for name, want in self.wanted)

    def rejection(self, situation: Situation) -> Rejection:
        """Name the first that is not."""
        known = self._known(situation)
        name = next(name for name, want in self.wanted if not want.takes(known.get(name)))
        return Rejection.of("CONDITION_FAILED", detail=f"{self.source}.{name}")

    def _known(self, situation: Situation) -> Mapping[str, Any]:
        if self.source == "basket":
            return situation.basket.attributes if situation.basket else {}
        return situation.activity.data if situation.activity else {}


@dataclass(frozen=True, slots=True)
class Codes:
    """With a code of one of these series that counts."""

    series: frozenset[str]

    def holds(self, situation: Situation) -> bool:
        """Tell whether such a code was presented and counts."""
        return any(
            code.series in self.series and code.rejection is None
            for code in situation.standing.codes
        )

    def rejection(self, situation: Situation) -> Rejection:
        """Say why the code presented does not count, or that one is needed."""
        for code in situation.standing.codes:
            if code.series in self.series and code.rejection is not None:
                return code.rejection
        return Rejection.of("CONDITION_FAILED", detail="a code")
