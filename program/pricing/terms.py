"""The pricing section compiled: rules that take something off, and how they stand together.

Money is integer minor units; a share is an exact fraction of a price. A rule's effect is one of the
kinds below. Ladders and bands become a plain cut once the basket and the member are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from program.conditions import Occasion, Selection

Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cut:
    """Take a share (`percent`), an amount, or all above a fixed `price`.

    `on` says of what: of the lines together (`order`), of each line and its items (`lines`), of the
    `cheapest` items, or of `shipping`. `value` is a share of 1, or minor units.
    """

    kind: str
    value: Fraction
    on: str = "order"
    items: int = 1


@dataclass(frozen=True, slots=True)
class PriceList:
    """Prices of one item, in minor units, by SKU."""

    by_sku: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ladder: from `threshold` on (minor units, or items) this cut is given."""

    threshold: Fraction
    cut: Cut


@dataclass(frozen=True, slots=True)
class Decay:
    """How steps are lost: so many for every whole period without a visit, and how they return."""

    months: int
    days: int
    step: int
    restore: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """Steps by what the basket is worth (`lines`, `receipt`), has (`items`) or an `account` holds.

    A unit of the account counts `unit_minor`; `counts_receipt` adds this receipt's lines to it.
    """

    by: str
    steps: tuple[Step, ...]
    is_over: bool = False
    account: str | None = None
    unit_minor: Fraction = Fraction(1)
    counts_receipt: bool = False
    decay: Decay | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """Items above a number, and the share taken off them."""

    above: int
    share: Fraction


@dataclass(frozen=True, slots=True)
class Bands:
    """Bands of a quantity counted on an account, or of this basket alone."""

    account: str | None
    mode: str
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class BuyGet:
    """Of every so many items bought, so many more at a share off, the cheapest first."""

    buy: int
    get: int
    share: Fraction
    goods: Selection | None = None
    times: int | None = None
    is_shared: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bundle: so many items of these goods."""

    quantity: int
    goods: Selection


@dataclass(frozen=True, slots=True)
class Bundle:
    """Goods that cost less together; `cut` is of one whole bundle."""

    parts: tuple[Part, ...]
    cut: Cut
    times: int | None = None


@dataclass(frozen=True, slots=True)
class GiftOf:
    """Goods that cost nothing beside what the rule means."""

    sku: str
    quantity: int = 1


Effect = Cut | PriceList | Ladder | Bands | BuyGet | Bundle | GiftOf


@dataclass(frozen=True, slots=True)
class Limit:
    """How often one member may have a rule, in a period or (`ever`) altogether."""

    times: int
    per: str


@dataclass(frozen=True, slots=True)
class PricingRule:
    """One rule. `group` is the place of its group, `place` its own place in the manifest.

    `wide` are the lines without exclusions; with `is_found_by_index` the index alone finds them.
    """

    id: str
    place: int
    reason: Text
    effect: Effect
    lines: Selection = Selection()
    wide: Selection = Selection()
    occasion: Occasion = Occasion()
    group: int = 0
    codes: frozenset[str] = frozenset()
    not_with: frozenset[str] = frozenset()
    not_with_flags: frozenset[str] = frozenset()
    is_found_by_index: bool = False
    max_minor: int | None = None
    limit: Limit | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that are settled together: `how`, where it chooses (`per`), and on which price.

    `how` is sum, max, first, multiply or exclusive; `per` is line or receipt; `base` is initial
    (the price on the shelf) or running (what the groups before have left).
    """

    id: str
    how: str = "max"
    per: str = "line"
    base: str = "running"


@dataclass(frozen=True, slots=True)
class Reach:
    """Rules by what they select, as places in the rules; `everywhere` those by nothing."""

    skus: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    categories: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    brands: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    flags: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    everywhere: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PricingTerms:
    """All discounts of a program; groups are settled in their order."""

    currency: str
    rules: tuple[PricingRule, ...]
    groups: tuple[Group, ...]
    reach: Reach
