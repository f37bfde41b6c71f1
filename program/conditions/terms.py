"""Conditions compiled: which lines a rule means, and on which occasions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from program.rejections import Rejection
from program.values import Situation


@dataclass(frozen=True, slots=True)
class Selection:
    """Which lines are meant: None is no condition. Exclusions win."""

    categories: frozenset[str] | None = None
    skus: frozenset[str] | None = None
    brands: frozenset[str] | None = None
    flags: frozenset[str] | None = None
    exclude_categories: frozenset[str] = frozenset()
    exclude_skus: frozenset[str] = frozenset()
    exclude_brands: frozenset[str] = frozenset()
    exclude_flags: frozenset[str] = frozenset()
    is_everything: bool = True


class Condition(Protocol):
    """One thing that must hold; `rejection` says what is wrong when it does not."""

    def holds(self, situation: Situation) -> bool:
        """Tell whether it holds."""
        ...

    def rejection(self, situation: Situation) -> Rejection:
        """Say why it does not."""
        ...


@dataclass(frozen=True, slots=True)
class Occasion:
    """When a rule holds: all of these, in the order in which they are told to a shopper."""

    conditions: tuple[Condition, ...] = ()
