"""Tiers compiled: what each takes and gives, and how it is gained and lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from program.values import Scalar

if TYPE_CHECKING:
    from program.entitlements import Give
    from program.terms import Text


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that a tier takes.

    `kind` is units (of the account `code`, at least so many), tenure (at least so many months),
    attribute (`code` has the value) or segment (`code`).
    """

    kind: str
    code: str
    least: int = 0
    value: Scalar = True


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a tier takes: each of `all_of`, and one of `any_of` if there are any."""

    all_of: tuple[Measure, ...] = ()
    any_of: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True)
class Tier:
    """One step of the ladder.

    `threshold` counts units of the ladder's account; None where the tier takes something else.
    `by` is units (reached by what it takes) or invitation (given by people only).
    """

    code: str
    name: Text
    threshold: int | None = None
    op: str = "gte"
    requires: Requirement = Requirement()
    by: str = "units"
    gives: tuple[Give, ...] = ()


@dataclass(frozen=True, slots=True)
class Decay:
    """A step down for every so many months without a visit, and how one climbs back."""

    months: int
    step: int = 1
    restore: str = "climb"


@dataclass(frozen=True, slots=True)
class Ladder:
    """Tiers from the lowest up, and how they are gained and lost.

    `account` is that of the thresholds, empty if there are none. `accounts` are all whose units
    tiers look at.
    """

    account: str
    tiers: tuple[Tier, ...]
    review: str = "calendar"
    downgrade: str = "one_step"
    upgrade: str = "immediate"
    grace_days: int = 0
    warn_days: int = 30
    decay: Decay | None = None
    accounts: tuple[str, ...] = ()

    @property
    def is_simple(self) -> bool:
        """Whether tiers look at units alone, and at nothing else of the member."""
        return not any(
            measure.kind != "units"
            for tier in self.tiers
            for measure in (*tier.requires.all_of, *tier.requires.any_of)
        )

    @property
    def ranks(self) -> Mapping[str, int]:
        """The place of every tier, by code."""
        return {tier.code: rank for rank, tier in enumerate(self.tiers)}


@dataclass(frozen=True, slots=True)
class Commitment:
    """Units that a member has promised to reach in every period of the calendar.

    Who is in one of `not_segments` when it would begin to count has promised nothing.
    """

    id: str
    name: Text
    account: str
    least: int
    every: str
    not_segments: frozenset[str] = frozenset()
