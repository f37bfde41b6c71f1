"""How much of a receipt units may pay for, which limit bites, and on which lines it falls."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from program.errors import BurnCapExceeded
from program.rounding import spread
from program.selection import is_selected
from program.terms import Burning, Terms
from program.values import Basket, BurnOffer

NO_BURNING = BurnOffer(
    account="", unit_minor=Decimal(0), max_points=0, max_value_minor=0, cap="no_burning"
)


def burn_offer(terms: Terms, basket: Basket, balances: Mapping[str, int]) -> BurnOffer:
    """Give the most that can be burned on this basket and the limit that bites."""
    burning = terms.burning
    if burning is None:
        return NO_BURNING
    points, cap = _within_limits(burning, basket, balances.get(burning.account, 0))
    stepped = points - points % burning.step
    if 0 < points < burning.min_points:
        stepped, cap = 0, "min_points"
    elif stepped < points and (not stepped or cap == "none"):
        cap = "step"
    return BurnOffer(
        account=burning.account,
        unit_minor=burning.unit_decimal,
        max_points=stepped,
        max_value_minor=value_of(burning, stepped),
        cap=cap,
        min_points=burning.min_points,
        step=burning.step,
    )


def value_of(burning: Burning, points: int) -> int:
    """Give the worth of points in minor units; steps make it whole."""
    return points * burning.unit_minor.numerator // burning.unit_minor.denominator


def _within_limits(burning: Burning, basket: Basket, balance: int) -> tuple[int, str]:
    """Give the smallest limit in points and its name; of equal limits the first named."""
    total = sum(line.amount_minor for line in basket.lines)
    eligible = sum(line.amount_minor for line in basket.lines if is_selected(line, burning.lines))
    share = burning.max_share
    points, cap = _units(burning, eligible), "excluded_lines" if eligible < total else "none"
    limits = [
        ("percent", _units(burning, eligible * share.numerator // share.denominator)),
        ("max_points", points if burning.max_points is None else burning.max_points),
        ("min_payable", _units(burning, max(total - burning.min_payable_minor, 0))),
        ("balance", max(balance, 0)),
    ]
    for name, limit in limits:
        if limit < points:
            points, cap = limit, name
    return points, cap


def _units(burning: Burning, amount_minor: int) -> int:
    return amount_minor * burning.unit_minor.denominator // burning.unit_minor.numerator


def burn(terms: Terms, basket: Basket, offer: BurnOffer, points: int) -> dict[int, int]:
    """Give the value burned per line number; raises BurnCapExceeded above or between limits."""
    burning = terms.burning
    if not points:
        return {}
    if burning is None or points > offer.max_points:
        raise _refusal(offer, points, offer.cap)
    if points < burning.min_points:
        raise _refusal(offer, points, "min_points")
    if points % burning.step:
        raise _refusal(offer, points, "step")
    lines = [line for line in basket.lines if is_selected(line, burning.lines)]
    shares = spread(value_of(burning, points), [line.amount_minor for line in lines])
    return {line.no: share for line, share in zip(lines, shares, strict=True) if share}


def _refusal(offer: BurnOffer, points: int, cap: str) -> BurnCapExceeded:
    return BurnCapExceeded(
        asked=points,
        cap=cap,
        max_points=offer.max_points,
        min_points=offer.min_points,
        step=offer.step,
    )
