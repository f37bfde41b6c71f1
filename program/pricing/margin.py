"""What a discount costs the shop: profit before and after, and how much more must be sold.

Percentages that are printed in handbooks are often wrong, so they are computed here and nowhere
copied: 10 % off at a margin of 45 % of the price needs 28.57 % more sales, not 26.6 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from program.rounding import round_ratio


@dataclass(frozen=True, slots=True)
class Margin:
    """Sales of `price_minor` with goods of `cost_minor`, of which `given_minor` is given away."""

    price_minor: int
    cost_minor: Fraction
    given_minor: int

    @property
    def profit_before_minor(self) -> int:
        """The profit without the discount, rounded to a minor unit."""
        return _whole(self.price_minor - self.cost_minor)

    @property
    def profit_after_minor(self) -> int:
        """The profit with it."""
        return _whole(self.price_minor - self.cost_minor - self.given_minor)

    @property
    def loss_share(self) -> Fraction | None:
        """The share of the profit that is given away; None where there was none."""
        before = self.price_minor - self.cost_minor
        return self.given_minor / before if before > 0 else None

    @property
    def uplift(self) -> Fraction | None:
        """The growth of sales at which the profit is what it was; None if no growth can do it."""
        before = self.price_minor - self.cost_minor
        after = before - self.given_minor
        return before / after - 1 if after > 0 else None


def margin(
    price_minor: int,
    given_minor: int,
    *,
    margin_share: Fraction | None = None,
    cost_minor: int | Fraction | None = None,
) -> Margin:
    """Reckon what is left of the profit on sales of `price_minor` after `given_minor` is given.

    Say either what the goods cost, or which share of the price is margin. What is given may be a
    discount, or the worth of points spent.
    """
    if (margin_share is None) == (cost_minor is None):
        raise ValueError("either the cost or the share of margin is known")
    cost = Fraction(cost_minor or 0)
    if margin_share is not None:
        cost = price_minor * (1 - Fraction(margin_share))
    return Margin(price_minor, cost, given_minor)


def cost_at_markup(price_minor: int, markup: Fraction) -> Fraction:
    """Give what goods cost at a markup on that cost: 30 % of it is 23.08 % of the price."""
    return Fraction(price_minor) / (1 + Fraction(markup))


def percent_of(share: Fraction) -> str:
    """Write a share as a percentage with two digits, as in `28.57`."""
    hundredths = round_ratio(share.numerator * 10_000, share.denominator, "half_up")
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _whole(amount: Fraction) -> int:
    if amount < 0:
        return -round_ratio(-amount.numerator, amount.denominator, "half_up")
    return round_ratio(amount.numerator, amount.denominator, "half_up")
