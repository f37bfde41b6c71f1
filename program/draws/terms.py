"""Draws compiled for work. Odds are exact fractions; a prize wins between its two bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from program.conditions import Occasion, Selection

Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Prize:
    """What can be won: units of an account, or a code of a series.

    An order whose number lies from `lower` to `upper` (as shares of all numbers) wins it. `budget`
    is how many there are per period, None for no limit of its own.
    """

    code: str
    name: Text
    lower: Fraction
    upper: Fraction
    account: str | None
    amount: int
    series: str | None
    budget: int | None

    @property
    def odds(self) -> Fraction:
        """The chance of winning it while there are some left."""
        return self.upper - self.lower


@dataclass(frozen=True, slots=True)
class Draw:
    """One draw: on what, for whom, at which odds, and how many prizes per period.

    `per` is `order` (every order has its ticket) or `member` (the first order of a period has the
    member's only ticket). `on_return` says when a prize is taken back: with the `full` return,
    with `any`, or never (`keep`); a void always takes it back.
    """

    code: str
    name: Text
    on: str
    activities: frozenset[str]
    lines: Selection
    occasion: Occasion
    prizes: tuple[Prize, ...]
    per: str
    period: str
    budget: int | None
    reveal_after_days: int
    on_return: str
    texts: Mapping[str, Text]

    @property
    def rule_id(self) -> str:
        """What stands beside units that were won with it."""
        return f"draw:{self.code}"

    @property
    def odds(self) -> Fraction:
        """The chance of winning anything while there are prizes left."""
        return self.prizes[-1].upper


@dataclass(frozen=True, slots=True)
class DrawsTerms:
    """All draws of a program by code, in the order of the manifest."""

    by_code: Mapping[str, Draw]
