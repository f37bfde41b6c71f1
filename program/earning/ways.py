"""Ways of giving besides a plain rate: once, by a formula, by a table, by bands of what counted.

Each gives weights per line: integers on the account's scale, exact where rates are, and for
formulas to nine digits after the point.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from program.caps import period_key
from program.conditions import Expression, Scope, find_name, spell
from program.earning.visits import Visit
from program.rounding import spread

FORMULA_SCALE = 10**9
Weights = list[int]
Meant = list[bool] | None


@dataclass(frozen=True, slots=True)
class Once:
    """A fixed number of units for the whole receipt, shared by the lines meant."""

    weight: int

    def weigh(self, visit: Visit, amounts: Sequence[int], meant: Meant) -> Weights:
        """Share it by the amounts; where nothing is to pay, the first line meant has it."""
        return shared(self.weight, amounts, meant)


@dataclass(frozen=True, slots=True)
class ByFormula:
    """What a formula gives, for the lines meant together or for each of them."""

    expression: Expression
    scale: int

    def weigh(self, visit: Visit, amounts: Sequence[int], meant: Meant) -> Weights:
        """Reckon the formula once and share it, or line by line if it names line."""
        if not self.expression.is_by_line:
            weight = self._weight(scope_of_lines(visit, amounts, meant))
            return shared(weight, amounts, meant)
        currency = visit.basket.currency
        return [
            self._weight(Scope(visit.situation, currency, amount, line.quantity, line))
            if meant is None or meant[place]
            else 0
            for place, (line, amount) in enumerate(zip(visit.lines, amounts, strict=True))
        ]

    def _weight(self, scope: Scope) -> int:
        units = self.expression.number(scope)
        return round(Fraction(units) * FORMULA_SCALE) * (self.scale // FORMULA_SCALE)


@dataclass(frozen=True, slots=True)
class ByTable:
    """A rate found by what is known of member, basket or activity: tariff by tariff."""

    names: tuple[str, ...]
    rates: Mapping[tuple[str, ...], int]
    otherwise: int = 0

    def weigh(self, visit: Visit, amounts: Sequence[int], meant: Meant) -> Weights:
        """Find the rate and multiply."""
        scope = scope_of_lines(visit, amounts, meant)
        key = tuple(_spelled(name, scope) for name in self.names)
        rate = self.rates.get(key, self.otherwise)
        return [
            amount * rate if meant is None or meant[place] else 0
            for place, amount in enumerate(amounts)
        ]


def _spelled(name: str, scope: Scope) -> str:
    found = find_name(name)
    return spell(found.value(scope)) if found else ""


@dataclass(frozen=True, slots=True)
class Band:
    """From how much, in minor units, which rate holds: from exactly there, or above it."""

    from_minor: int
    rate: int
    is_above: bool = False

    def takes(self, sum_minor: int) -> bool:
        """Tell whether a sum has come so far."""
        return sum_minor > self.from_minor if self.is_above else sum_minor >= self.from_minor


@dataclass(frozen=True, slots=True)
class Window:
    """For how long a rule counts together what it looks at and gives: `period`, or for good.

    `quantum` is the weight of one unit.
    """

    rule: str
    period: str | None
    quantum: int

    def counter(self, what: str, day: date) -> str:
        """Name the counter of what is `counted`, in minor units, or `given`, in units."""
        return f"{what}:{self.rule}@{self.name(day)}"

    def name(self, day: date) -> str:
        """Name the window that a day is in; one without an end has no name."""
        if self.period == "quarter":
            return f"{day.year}-Q{(day.month + 2) // 3}"
        return "" if self.period is None else period_key(self.period, day)

    def counted(self, visit: Visit) -> int:
        """Give what the rule has counted before, in minor units."""
        return visit.standing.caps_used.get(self.counter("counted", visit.day), 0)

    def given(self, visit: Visit) -> int:
        """Give what the rule has given before, in units."""
        return visit.standing.caps_used.get(self.counter("given", visit.day), 0)

    def weight(self, visit: Visit) -> int:
        """Give the weight of what the rule has given before."""
        return self.given(visit) * self.quantum


@dataclass(frozen=True, slots=True)
class ByBands:
    """A rate by what an account has counted before, in one of three modes.

    `prospective`: the band in which the sum stood when the receipt, or its `period`, began.
    `marginal`: each part of the amount at the rate of its own band. `retro`: the new band's rate on
    all that has counted so far, less what was given: by what the rule has counted and given in its
    `window`, else by what the old band's rate comes to.
    """

    account: str
    unit_minor: Fraction
    bands: tuple[Band, ...]
    mode: str = "prospective"
    period: str | None = None
    window: Window | None = None

    def weigh(self, visit: Visit, amounts: Sequence[int], meant: Meant) -> Weights:
        """Give each line its share of what the bands give."""
        counted = [
            amount if meant is None or meant[place] else 0 for place, amount in enumerate(amounts)
        ]
        before = self.sum_of(self._before(visit))
        if self.mode == "prospective":
            rate = self.rate_at(before)
            return [amount * rate for amount in counted]
        after = before + sum(counted)
        if self.mode == "marginal":
            return spread(self._sum_to(after) - self._sum_to(before), counted)
        if self.window is not None:
            total = self.window.counted(visit) + sum(counted)
            return spread(total * self.rate_at(after) - self.window.weight(visit), counted)
        owed = after * self.rate_at(after) - before * self.rate_at(before)
        return spread(owed, counted)

    def _before(self, visit: Visit) -> int:
        """Give what had counted before, in units."""
        units = visit.standing.balances.get(self.account, 0)
        if self.period is not None and self.mode == "prospective":
            counter = gains_counter(self.account, period_key(self.period, visit.day))
            units -= visit.standing.caps_used.get(counter, 0)
        return units

    def sum_of(self, units: int) -> int:
        """Give what units of the account stand for, in minor units."""
        return max(int(units * self.unit_minor), 0)

    def rate_at(self, sum_minor: int) -> int:
        """Give the rate of the band in which a sum stands."""
        return next((b.rate for b in reversed(self.bands) if b.takes(sum_minor)), 0)

    def _sum_to(self, sum_minor: int) -> int:
        """Give what all parts of a sum give, each at the rate of its own band."""
        total = 0
        for band, following in pairwise((*self.bands, None)):
            assert band is not None
            end = sum_minor if following is None else min(sum_minor, following.from_minor)
            total += max(end - band.from_minor, 0) * band.rate
        return total


def gains_counter(account: str, period: str) -> str:
    """Name the counter of what an account has gained in a period."""
    return f"gained:{account}@{period}"


def shared(weight: int, amounts: Sequence[int], meant: Meant) -> Weights:
    """Share a weight among the lines meant, by amounts or else to the first of them."""
    weights = [
        amount if meant is None or meant[place] else 0 for place, amount in enumerate(amounts)
    ]
    if any(weights):
        return spread(weight, weights)
    first = next((place for place in range(len(amounts)) if meant is None or meant[place]), None)
    return [weight if place == first else 0 for place in range(len(amounts))]


def scope_of_lines(visit: Visit, amounts: Sequence[int], meant: Meant) -> Scope:
    """Give what a formula is reckoned for: the lines meant at what they count for."""
    places = [place for place in range(len(amounts)) if meant is None or meant[place]]
    return Scope(
        visit.situation,
        visit.basket.currency,
        sum(amounts[place] for place in places),
        sum((visit.lines[place].quantity for place in places), Decimal(0)),
    )
