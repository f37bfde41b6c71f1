"""What members do besides buying, compiled: types, their fields, what each of them gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from program.conditions import Expression, Occasion
from program.terms import Expiry

Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DataField:
    """A field that comes with an activity: `kind` is number, money, text, flag or date."""

    name: str
    kind: str
    is_required: bool = True
    least: Decimal | None = None
    most: Decimal | None = None
    longest: int = 200
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Once:
    """How often an activity counts: `kind` is member, receipt, line, period, days or data."""

    kind: str
    period: str = ""
    days: int = 0
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cites:
    """What receipt an activity tells of, for how long after it; is it kept when goods come back?"""

    is_line: bool
    within_days: int | None = None
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """When an activity happens by itself: on a birthday, an anniversary, a schedule, at a tier."""

    on: str
    before_days: int = 0
    after_days: int = 0
    known_days: int = 0
    leap_day: str = "feb_28"
    monthly: int | None = None
    weekly: int | None = None
    yearly: tuple[int, int] | None = None
    tiers: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that an activity does. `kind` is the word of the manifest.

    `amount` is a number of units or a formula; on an account of money both are whole currency
    units. `settings` are the rest of what the manifest says.
    """

    kind: str
    occasion: Occasion
    account: str = ""
    amount: int | Expression = 0
    expiry: Expiry | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ActivityType:
    """A type of activity: what is told of it, how often it counts, what it does.

    It `follows` another type: counts once for each of those that have the same fields.
    """

    code: str
    name: Text
    fields: tuple[DataField, ...] = ()
    cites: Cites | None = None
    once: Once | None = None
    needs_approval: bool = False
    needs_fulfilment: bool = False
    happens: Happening | None = None
    occasion: Occasion = Occasion()
    effects: tuple[Effect, ...] = ()
    follows: str | None = None

    @property
    def waits(self) -> bool:
        """Whether somebody decides before it counts."""
        return self.needs_approval or self.needs_fulfilment


@dataclass(frozen=True, slots=True)
class ActivityTerms:
    """All types of activity of a program, and the attributes that it keeps of members."""

    types: Mapping[str, ActivityType] = field(default_factory=dict)
    attributes: Mapping[str, DataField] | None = None
