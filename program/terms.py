"""A program compiled for work: frozen, with every condition a set and every rate an integer.

Amounts of units inside rules are weights: integers on the account's `scale`, so that a weight
of `scale` is one unit. Nothing here is a float, and nothing is parsed twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from program.conditions import Occasion, Selection

if TYPE_CHECKING:  # A section knows the trunk; the trunk only carries it.
    from program.activities import ActivityTerms
    from program.cards import CardsTerms
    from program.codes import CodesTerms
    from program.conversions import Converts
    from program.draws import DrawsTerms
    from program.earning import ByBands, ByFormula, ByTable, Once, RuleIndex
    from program.links import LinksTerms
    from program.paid import PaidTerms
    from program.partners import PartnersTerms
    from program.pricing import PricingTerms
    from program.prior_price import PriorPriceTerms
    from program.referral import ReferralTerms
    from program.rewards import RewardsTerms
    from program.tiers import Commitment, Ladder
    from program.visits import VisitTerms

Text = Mapping[str, str]

_REFERRAL_REASON = {
    "en": "Bringing a friend",
    "ru": "Приглашение друга",
    "ro": "Invitarea unui prieten",
}


@dataclass(frozen=True, slots=True)
class Expiry:
    """When units of an account lapse. `kind` says which of the other fields count."""

    kind: str = "none"
    months: int = 0
    days: int = 0
    granularity: str = "day"
    period: str = "year"
    grace_days: int = 0
    n: int = 0


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that a scope (`points`, `rule:coffee`) may earn per receipt, day, week …."""

    scope: str
    period: str
    limit: int

    @property
    def name(self) -> str:
        """The cap's name in answers: `points/day`."""
        return f"{self.scope}/{self.period}"


@dataclass(frozen=True, slots=True)
class Account:
    """The terms of one account. `unit_minor` is the worth of one unit in minor units."""

    code: str
    kind: str
    name: Text
    unit_minor: Fraction
    expiry: Expiry = Expiry()
    pending_days: int = 0
    negative: str = "debt"
    stacking: str = "sum"
    caps: tuple[Cap, ...] = ()
    converts: Converts | None = None
    goods: frozenset[str] | None = None

    @property
    def is_of_its_time(self) -> bool:
        """Whether units are never spent and count for a time alone, as those of a year do."""
        is_counted = self.kind in ("status", "counter")
        return is_counted and self.expiry.kind not in ("none", "sliding")

    def is_bygone(self, ends_ms: Iterable[int | None], at_ms: int) -> bool:
        """Tell whether units counted for a time that is over: they lapsed, so none are taken."""
        ends = list(ends_ms)
        is_over = bool(ends) and all(end is not None and end <= at_ms for end in ends)
        return is_over and self.is_of_its_time


@dataclass(frozen=True, slots=True)
class Rounding:
    """How a rule's exact result becomes whole units, for the receipt or for each line."""

    mode: str = "floor"
    scope: str = "receipt"


@dataclass(frozen=True, slots=True)
class Rule:
    """One earning rule. `measure` is what it counts: money, items, or other rules' points.

    Money and items: a weight is `rate` times minor units or items, and comes in whole multiples
    of `quantum`; what is over is kept for the rest of the period `carry`. Points of rules (`of`): a
    weight is `extra` (a fraction, numerator and denominator) of theirs. A `way` gives otherwise.
    Units `waits` so many days, or for `approval`; None is as the account says. `amount_of` is the
    field of an activity that counts.
    """

    id: str
    account: str
    reason: Text
    measure: str
    rate: int = 0
    quantum: int = 1
    of: frozenset[str] = frozenset()
    extra: tuple[int, int] = (0, 1)
    amount_base: str = "net_of_points"
    rounding: Rounding = Rounding()
    lines: Selection = Selection()
    occasion: Occasion = Occasion()
    caps: tuple[Cap, ...] = ()
    way: Once | ByFormula | ByTable | ByBands | None = None
    carry: str | None = None
    waits: int | str | None = None
    amount_of: str = ""

    @property
    def scope(self) -> str:
        """The scope of the rule's own caps."""
        return f"rule:{self.id}"


@dataclass(frozen=True, slots=True)
class EarningPlan:
    """All that earns on one account: rules that give, and rules that multiply what is given.

    `to` says for whom. `gains` are the periods in which is counted what the account gains.
    """

    account: Account
    scale: int
    giving: tuple[Rule, ...]
    multiplying: tuple[Rule, ...]
    to: str = "member"
    gains: tuple[str, ...] = ()
    index: RuleIndex | None = None


@dataclass(frozen=True, slots=True)
class Burning:
    """How units pay for a receipt."""

    account: str
    unit_minor: Fraction
    unit_decimal: Decimal
    max_share: Fraction
    max_points: int | None
    min_points: int
    step: int
    min_payable_minor: int
    lines: Selection
    otp_above: int | None = None


@dataclass(frozen=True, slots=True)
class Returns:
    """What a return does to points earned and burned, to the tier, and to the price of the rest.

    `reprice` keeps the shares of the discounts as they were, or recomputes what the rest costs.
    `tier` is kept until the review, or the rise is rolled back that the units had bought.
    """

    tier: str = "keep"
    reprice: str = "keep"
    earned: str = "revoke"
    burned: str = "restore_by_share"
    restored_expiry: str = "original"
    grace_days: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of a program, ready to be asked.

    `looks_at_member` tells that rules ask more of a member than tier, balances and caps.
    """

    program: str
    version: int
    name: Text
    currency: str
    currencies_accepted: frozenset[str]
    zone: ZoneInfo
    accounts: Mapping[str, Account]
    earning: tuple[EarningPlan, ...] = ()
    earning_on: Mapping[str, tuple[EarningPlan, ...]] = field(default_factory=dict)
    burning: Burning | None = None
    ladder: Ladder | None = None
    returns: Returns = Returns()
    hold_ttl_seconds: int = 900
    membership: PaidTerms | None = None
    commitments: tuple[Commitment, ...] = ()
    pricing: PricingTerms | None = None
    visits: VisitTerms | None = None
    partners: PartnersTerms | None = None
    draws: DrawsTerms | None = None
    prior_price: PriorPriceTerms | None = None
    links: LinksTerms | None = None
    cards: CardsTerms | None = None
    referral: ReferralTerms | None = None
    codes: CodesTerms | None = None
    rewards: RewardsTerms | None = None
    activities: ActivityTerms | None = None
    looks_at_member: bool = False

    @property
    def reasons(self) -> dict[str, Text]:
        """What shoppers read beside points and discounts, by the id of the rule."""
        found: dict[str, Text] = {"referral": _REFERRAL_REASON} if self.referral is not None else {}
        found |= {rule.id: rule.reason for rule in self.rules}
        if self.pricing is not None:
            found |= {rule.id: rule.reason for rule in self.pricing.rules}
        if self.draws is not None:
            found |= {draw.rule_id: draw.name for draw in self.draws.by_code.values()}
        return found

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All earning rules: those of receipts account by account, then those of activities."""
        plans = (*self.earning, *(plan for found in self.earning_on.values() for plan in found))
        return tuple(rule for plan in plans for rule in (*plan.giving, *plan.multiplying))
