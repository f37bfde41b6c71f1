"""What rules take and give: plain frozen values, the contract with whoever sells.

Money is integer minor units of the basket's currency, points are integers, time is aware.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from program.rejections import Rejection

Scalar = str | int | bool | Decimal


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
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Basket:
    """What is being bought, when, where and in which currency.

    `codes` are those that the shopper presents; `attributes` are what the till knows besides, as
    in {"table": "7"}.
    """

    occurred_at: datetime
    currency: str
    lines: tuple[Line, ...]
    channel: str | None = None
    store_id: str | None = None
    codes: tuple[str, ...] = ()
    partner: str | None = None
    app_version: str | None = None
    attributes: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Activity:
    """Something a member did that is no receipt: `type` is as in trip.completed.

    `id` is its number at `source`; `data` holds the fields that the program declares for the type.
    """

    type: str
    id: str
    occurred_at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    partner: str | None = None
    channel: str | None = None
    store_id: str | None = None
    app_version: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a member besides balances: kept as marks of the wallet, read with it.

    `visits` and `last_visit_at` are those before this receipt. `links` maps a kind (companion,
    household, company) to the ids of those linked with the consent of both. `counters` are small
    numbers that rules of this program keep. `visit_key` is what the cheques of the last visit had
    in common, and `goes_on` says that this cheque belongs to it.
    """

    joined_at: datetime | None = None
    birth_date: date | None = None
    visits: int = 0
    last_visit_at: datetime | None = None
    segments: frozenset[str] = frozenset()
    attributes: Mapping[str, Scalar] = field(default_factory=dict)
    paid_since: datetime | None = None
    paid_until: datetime | None = None
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counters: Mapping[str, int] = field(default_factory=dict)
    visit_key: str | None = None
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class PresentedCode:
    """What is known of a code that was presented: its series, or why it does not count."""

    code: str
    series: str | None = None
    rejection: Rejection | None = None
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the member stands: tier, units per account, and what the caps have counted so far.

    A key of `caps_used` is `points@2026-03-02` or `rule:coffee@2026-03`: see `cap_keys`.
    """

    tier: str | None = None
    balances: Mapping[str, int] = field(default_factory=dict)
    caps_used: Mapping[str, int] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    codes: tuple[PresentedCode, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """All that conditions look at: a basket or an activity, at a local moment of the program.

    `at` is in the program's zone and `day` its date; `total_minor` is the worth of the basket's
    lines before anything of the program.
    """

    at: datetime
    day: date
    standing: Standing
    basket: Basket | None = None
    activity: Activity | None = None
    total_minor: int = 0

    @property
    def store_id(self) -> str | None:
        """Where it happens."""
        source = self.basket or self.activity
        return source.store_id if source else None

    @property
    def channel(self) -> str | None:
        """By which channel it happens."""
        source = self.basket or self.activity
        return source.channel if source else None

    @property
    def partner(self) -> str | None:
        """With which partner it happens."""
        source = self.basket or self.activity
        return source.partner if source else None


@dataclass(frozen=True, slots=True)
class Discount:
    """What one rule takes off one line, in minor units, and why (the English reason)."""

    rule_id: str
    line_no: int
    amount_minor: int
    reason: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Turned:
    """A rule or a code that does not count, and why: `subject` is `rule:<id>` or `code:<text>`."""

    subject: str
    rejection: Rejection


@dataclass(frozen=True, slots=True)
class Nudge:
    """What is near: with `missing_minor` more in the basket, `reward` would be given.

    `pay_if_reached_minor` is what the basket would then cost.
    """

    kind: str
    rule_id: str
    missing_minor: int
    reward: str
    pay_if_reached_minor: int


@dataclass(frozen=True, slots=True)
class Gift:
    """Goods that a rule gives with a line: put them into the basket and they cost nothing."""

    rule_id: str
    sku: str
    quantity: Decimal
    with_line: int | None = None


@dataclass(frozen=True, slots=True)
class Priced:
    """A basket after the program's discounts.

    `lines` carry what is left to pay of each, in the order given; `discounts` say what came off and
    sum to the difference. `counted` is what to add to the member's counters.
    """

    lines: tuple[Line, ...]
    discounts: tuple[Discount, ...] = ()
    rejected: tuple[Turned, ...] = ()
    nudges: tuple[Nudge, ...] = ()
    gifts: tuple[Gift, ...] = ()
    counted: Mapping[str, int] = field(default_factory=dict)


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

    `cap` names the cap that bit, as in `points/day` or `rule:coffee/month`; `to` says whose they
    are: member, companion, household, company or partner.
    """

    account: str
    amount: int
    expires_at: datetime | None
    available_at: datetime
    hits: tuple[RuleHit, ...]
    cap: str | None = None
    to: str = "member"


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
class Need:
    """One thing that is still missing.

    `kind` is units (of the account `code`), tenure (months), attribute or segment. Of several that
    are `is_either`, one is enough.
    """

    kind: str
    code: str
    missing: int
    is_either: bool = False


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is near: a tier that `missing` more units of the account `unit` would reach.

    `needs` lists all that it still takes.
    """

    kind: str
    code: str
    missing: int
    unit: str
    reward: str
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the terms say of a basket: what to pay, what is earned, what could be burned.

    `total_minor` is the worth of the lines as they were sent; `payable_minor` what is left after
    discounts and points. `burn_by_line` is the burned value in minor units per line number and sums
    to `burn_value_minor`; `caps_used_delta` and `counters_delta` are what to add to the counters of
    the caps and of the rules. `codes_used` are the codes that changed something.
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
    lines: tuple[Line, ...] = ()
    discount_minor: int = 0
    discounts: tuple[Discount, ...] = ()
    rejected: tuple[Turned, ...] = ()
    nudges: tuple[Nudge, ...] = ()
    gifts: tuple[Gift, ...] = ()
    counters_delta: Mapping[str, int] = field(default_factory=dict)
    codes_used: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TierState:
    """The tier that a member holds, since when, and when it is looked at again.

    `stage` is joined, upgraded, prolonged, grace, downgraded, landed, decayed, granted, paused or
    resumed, and `why` explains it. `by` is units or operator. The moments to come: `rises_at` for a
    rise that waits, `grace_until` for a fall (to `falls_to`) that waits, `paused_until`,
    `decays_at`, and `granted_until` for what an operator gave.
    """

    code: str
    since: datetime
    review_at: datetime | None
    by: str = "units"
    rises_at: datetime | None = None
    grace_until: datetime | None = None
    falls_to: str | None = None
    paused_until: datetime | None = None
    decays_at: datetime | None = None
    granted_until: datetime | None = None
    stage: str = field(default="", compare=False)
    why: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def looked_at(self) -> datetime | None:
        """The next moment at which something may become of it by itself."""
        moments = (
            self.review_at, self.rises_at, self.grace_until, self.paused_until, self.decays_at,
            self.granted_until,
        )  # fmt: skip
        return min((moment for moment in moments if moment is not None), default=None)
