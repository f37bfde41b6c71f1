"""The compiled catalogue of rewards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from program.calendar import Span
from program.conditions import Occasion
from program.terms import Text


@dataclass(frozen=True, slots=True)
class Gift:
    """One thing that a reward gives: units of an account, a code of a series, or goods."""

    account: str | None = None
    amount: int = 0
    series: str | None = None
    sku: str | None = None


@dataclass(frozen=True, slots=True)
class Reward:
    """One item of the catalogue. `prices` are (first day, amount), in order; None is from ever."""

    code: str
    name: Text
    account: str
    prices: tuple[tuple[date | None, int], ...]
    gives: tuple[Gift, ...]
    occasion: Occasion = Occasion()
    pool: int | None = None
    per_member: int | None = None
    is_handed_over: bool = False
    wait: Span = Span(days=7)
    retired: date | None = None
    cost_minor: int | None = None


@dataclass(frozen=True, slots=True)
class RewardsTerms:
    """All rewards by code, in the order of the manifest."""

    items: Mapping[str, Reward] = field(default_factory=dict)
