"""What rules take and give: plain frozen values, the contract with whoever sells.

Money is integer minor units of the basket's currency, points are integers, time is aware.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a basket. `amount_minor` is the whole line after its own discounts.

    `gross_minor` is the line before its discounts; without it the two are the same. A category
    may be a path, `DRUG GM > CIGARETTES`: a rule that names its beginning takes the line too.
    """

    no: int
    sku: str
    quantity: Decimal
    amount_minor: int
    category: str | None = None
    brand: str | None = None
    gross_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Basket:
    """What is being bought, when, where and in which currency."""

    occurred_at: datetime
    currency: str
    lines: tuple[Line, ...]
    channel: str | None = None
    store_id: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the member stands: tier, units per account, and what the caps have counted so far.

    A key of `caps_used` is `points@2026-03-02` or `rule:coffee@2026-03`: see `cap_keys`.
    """

    tier: str | None = None
    balances: Mapping[str, int] = field(default_factory=dict)
    caps_used: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RuleHit:
    """What one rule gives for one line, after caps, and why (the English reason)."""

    rule_id: str
    line_no: int
    account: str
    points: int
    reason: str


@dataclass(frozen=True, slots=True)
class Earned:
    """Units earned on one account with one expiry and one availability; hits sum to the amount.

    `cap` names the cap that bit, as in `points/day` or `rule:coffee/month`.
    """

    account: str
    amount: int
    expires_at: datetime | None
    available_at: datetime
    hits: tuple[RuleHit, ...]
    cap: str | None = None


@dataclass(frozen=True, slots=True)
class BurnOffer:
    """The most that can be burned on this basket, and the cap that bit.

    `cap` is one of `percent`, `max_points`, `min_payable`, `balance`, `excluded_lines`, `step`,
    `min_points`, `none` (the whole receipt can be paid) and `no_burning` (the program has none).
    `unit_minor` is the worth of one unit in minor units; it may be less than one.
    """

    account: str
    unit_minor: Decimal
    max_points: int
    max_value_minor: int
    cap: str
    min_points: int = 0
    step: int = 1


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is near: a tier that `missing` more units of the account `unit` would reach."""

    kind: str
    code: str
    missing: int
    unit: str
    reward: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the terms say of a basket: what to pay, what is earned, what could be burned.

    `burn_by_line` is the burned value in minor units per line number and sums to
    `burn_value_minor`; `caps_used_delta` is what to add to the counters of the caps.
    """

    currency: str
    total_minor: int
    burn_points: int
    burn_value_minor: int
    burn_by_line: Mapping[int, int]
    payable_minor: int
    earned: tuple[Earned, ...]
    burn: BurnOffer
    next: NextStep | None
    caps_used_delta: Mapping[str, int]
    program: str
    version: int


@dataclass(frozen=True, slots=True)
class TierState:
    """The tier that a member holds, since when, and when it is looked at again."""

    code: str
    since: datetime
    review_at: datetime | None
