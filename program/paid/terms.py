"""A paid membership compiled: what is sold, for how long, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass

from program.entitlements import Give


@dataclass(frozen=True, slots=True)
class Refund:
    """What the fee's return gives back: all of it for so many days, afterwards by policy.

    `after` is refuse, none, months or days: a share for every full month or day that is left.
    """

    days: int = 0
    unused_only: bool = True
    after: str = "refuse"


@dataclass(frozen=True, slots=True)
class PaidTerms:
    """A membership that is bought as a line of a receipt.

    `rules` are those that ask for it: what they give counts as its use.
    """

    sku: str
    fee_minor: int
    term_months: int
    apply_immediately: bool = True
    renewal: str = "extend"
    refund: Refund = Refund()
    gives: tuple[Give, ...] = ()
    rules: frozenset[str] = frozenset()
