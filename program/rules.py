"""The decisions of a program: pure functions of terms, basket and standing.

The same inputs give the same answer on any machine at any time: there is no clock, no I/O and
no float in here. A return asks again about the lines that remain, with the standing at the sale.
"""

from __future__ import annotations

from collections.abc import Mapping

from program.burning import burn, burn_offer
from program.caps import cap_keys
from program.earning import Visit, earn
from program.errors import CurrencyMismatch, InvalidBasket, LineRepeated
from program.expiry import (
    available_at,
    expires_at,
    local_date,
    prolonged_until,
    restored_expires_at,
)
from program.rounding import round_ratio, spread
from program.terms import Terms
from program.tiers import next_review, next_tier, tier_for
from program.values import Basket, Earned, Evaluation, NextStep, Standing

__all__ = [
    "available_at",
    "cap_keys",
    "evaluate",
    "expires_at",
    "local_date",
    "next_review",
    "next_tier",
    "prolonged_until",
    "restored_expires_at",
    "round_ratio",
    "spread",
    "tier_for",
]


def evaluate(
    terms: Terms,
    basket: Basket,
    standing: Standing,
    *,
    burn_points: int = 0,
    burned_by_line: Mapping[int, int] | None = None,
) -> Evaluation:
    """Say what a basket costs, earns and could burn under these terms.

    `burn_points` are points to burn now: more than the caps allow raises BurnCapExceeded. For
    a receipt already paid, `burned_by_line` gives the value (minor units) that points paid of
    each remaining line; then `burn_points` is what the sale burned, and no cap is checked.
    Raises CurrencyMismatch and InvalidBasket.
    """
    if burn_points < 0 or basket.occurred_at.tzinfo is None:
        raise ValueError("points to burn are never negative, and times are aware")
    check_basket(terms, basket)
    total = sum(line.amount_minor for line in basket.lines)
    offer = burn_offer(terms, basket, standing.balances)
    if burned_by_line is None:
        burned: Mapping[int, int] = burn(terms, basket, offer, burn_points)
    else:
        burned = _settled(basket, burned_by_line)
    visit = Visit(
        basket=basket,
        standing=standing,
        day=local_date(terms, basket.occurred_at),
        total_minor=total,
        burned=burned,
        is_burned=burn_points > 0 or bool(burned),
    )
    earned, delta = earn(terms, visit)
    value = sum(burned.values())
    return Evaluation(
        currency=basket.currency,
        total_minor=total,
        burn_points=burn_points,
        burn_value_minor=value,
        burn_by_line=burned,
        payable_minor=total - value,
        earned=earned,
        burn=offer,
        next=_next_step(terms, standing, earned),
        caps_used_delta=delta,
        program=terms.program,
        version=terms.version,
    )


def check_basket(terms: Terms, basket: Basket) -> None:
    """Refuse a currency that the program does not take and amounts that no receipt can have."""
    if basket.currency not in terms.currencies_accepted:
        accepted = ", ".join(sorted(terms.currencies_accepted))
        raise CurrencyMismatch(currency=basket.currency, accepted=accepted)
    seen: set[int] = set()
    for line in basket.lines:
        if line.amount_minor < 0 or (line.gross_minor or 0) < 0 or line.quantity < 0:
            raise InvalidBasket(line=line.no)
        if line.no in seen:
            raise LineRepeated(line=line.no)
        seen.add(line.no)


def _settled(basket: Basket, burned_by_line: Mapping[int, int]) -> dict[int, int]:
    """Give what points paid of each line, never more than the line is worth."""
    return {
        line.no: min(value, line.amount_minor)
        for line in basket.lines
        if (value := burned_by_line.get(line.no, 0)) > 0
    }


def _next_step(terms: Terms, standing: Standing, earned: tuple[Earned, ...]) -> NextStep | None:
    """Give the next tier as it will stand after this receipt."""
    if terms.ladder is None:
        return None
    account = terms.ladder.account
    units = standing.balances.get(account, 0)
    units += sum(found.amount for found in earned if found.account == account)
    return next_tier(terms, units, standing.tier)
