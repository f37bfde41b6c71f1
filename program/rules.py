"""The decisions of a program: pure functions of terms, basket and standing.

The same inputs give the same answer on any machine at any time: there is no clock, no I/O and
no float in here. A return asks again about the lines that remain, with the standing at the sale.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from program.burning import burn, burn_offer
from program.caps import cap_keys
from program.codes import codes_used, with_uses, without_used
from program.earning import Visit, earn
from program.errors import CurrencyMismatch, InvalidBasket, LineRepeated
from program.expiry import (
    available_at,
    expires_at,
    local_date,
    prolonged_until,
    restored_expires_at,
)
from program.links import credited
from program.partners import at_partner, with_partner
from program.pricing import price
from program.rejections import Rejection
from program.rounding import round_ratio, spread
from program.terms import Terms
from program.tiers import Metrics, next_review, next_tier, tier_for
from program.values import (
    Basket,
    Earned,
    Evaluation,
    Line,
    NextStep,
    Priced,
    Situation,
    Standing,
    Turned,
)
from program.visits import at_visit

__all__ = [
    "available_at",
    "cap_keys",
    "evaluate",
    "expires_at",
    "local_date",
    "next_review",
    "next_tier",
    "price_basket",
    "prolonged_until",
    "restored_expires_at",
    "round_ratio",
    "situation_of",
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
    each remaining line; then `burn_points` is what the sale burned, the lines are what was paid
    after discounts, nothing is priced again and no cap is checked.
    Raises CurrencyMismatch and InvalidBasket.
    """
    if burn_points < 0 or basket.occurred_at.tzinfo is None:
        raise ValueError("points to burn are never negative, and times are aware")
    check_basket(terms, basket)
    terms, basket = at_partner(terms, basket), with_partner(terms, basket)
    total = sum(line.amount_minor for line in basket.lines)
    is_settled = burned_by_line is not None
    priced = Priced(basket.lines) if is_settled else price_basket(terms, basket, standing)
    basket = _at_its_price(basket, priced)
    offer = burn_offer(terms, basket, standing.balances)
    if burned_by_line is None:
        burned: Mapping[int, int] = burn(terms, basket, offer, burn_points)
    else:
        burned = _settled(basket, burned_by_line)
    to_pay = sum(line.amount_minor for line in basket.lines)
    situation, is_burned = situation_of(terms, basket, standing), burn_points > 0 or bool(burned)
    visit = Visit(situation=situation, basket=basket, burned=burned, is_burned=is_burned)
    earned, delta = earn(terms, visit)
    earned = credited(terms.links, earned, standing.facts.links)
    value = sum(burned.values())
    priced, used = _uses_of_codes(terms, standing, priced, earned, is_settled=is_settled)
    return Evaluation(
        currency=basket.currency,
        total_minor=total,
        burn_points=burn_points,
        burn_value_minor=value,
        burn_by_line=burned,
        payable_minor=to_pay - value,
        earned=earned,
        burn=offer,
        next=_next_step(terms, standing, earned, visit.day),
        caps_used_delta=delta,
        program=terms.program,
        version=terms.version,
        lines=basket.lines,
        discount_minor=total - to_pay,
        discounts=priced.discounts,
        rejected=priced.rejected,
        nudges=priced.nudges,
        gifts=priced.gifts,
        counters_delta=priced.counted,
        codes_used=used,
    )


def _uses_of_codes(
    terms: Terms, standing: Standing, priced: Priced, earned: Sequence[Earned], *, is_settled: bool
) -> tuple[Priced, tuple[str, ...]]:
    """Find the codes that changed something, and count their uses unless that was done before."""
    used = codes_used(standing.codes, priced.rejected, terms.rules, earned)
    counted = priced.counted
    if not is_settled:
        counted = with_uses(counted, terms.codes, standing.codes, used)
    rejected = without_used(priced.rejected, used)
    return replace(priced, rejected=rejected, counted=counted), used


def situation_of(terms: Terms, basket: Basket, standing: Standing) -> Situation:
    """Give what conditions look at when a basket is bought."""
    basket = with_partner(terms, basket)
    at = basket.occurred_at.astimezone(terms.zone)
    total = sum(line.amount_minor for line in basket.lines)
    seen = at_visit(terms.visits, basket, standing)
    return Situation(at, at.date(), seen, basket, None, total)


def price_basket(terms: Terms, basket: Basket, standing: Standing) -> Priced:
    """Take the program's discounts off a basket, and say why the others do not count."""
    if terms.pricing is not None:
        return price(terms.pricing, situation_of(terms, basket, standing))
    turned = (
        Turned(f"code:{shown.code}", shown.rejection or Rejection.of("NO_EFFECT"))
        for shown in standing.codes
    )
    return Priced(basket.lines, rejected=tuple(turned))


def _at_its_price(basket: Basket, priced: Priced) -> Basket:
    """Give the basket at what is left to pay; the worth before stays as gross."""
    if not priced.discounts:
        return basket
    pairs = zip(basket.lines, priced.lines, strict=True)
    return replace(basket, lines=tuple(_reduced(before, after) for before, after in pairs))


def _reduced(before: Line, after: Line) -> Line:
    gross = before.amount_minor if before.gross_minor is None else before.gross_minor
    return replace(after, gross_minor=gross) if after.amount_minor != before.amount_minor else after


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


def _next_step(
    terms: Terms, standing: Standing, earned: tuple[Earned, ...], day: date
) -> NextStep | None:
    """Give the next tier as it will stand after this receipt."""
    if terms.ladder is None:
        return None
    units = {code: standing.balances.get(code, 0) for code in terms.ladder.accounts}
    for found in earned:
        if found.account in units and found.to == "member":
            units[found.account] += found.amount
    facts = standing.facts
    joined = facts.joined_at
    joined_on = local_date(terms, joined) if joined is not None else None
    metrics = Metrics(units, day, joined_on, facts.attributes, facts.segments)
    return next_tier(terms, metrics, standing.tier)
