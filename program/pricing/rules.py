"""The price of a basket: match, choose, settle, tell. Pure: no clock, no I/O, no float."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from program.caps import is_recent
from program.pricing.climbing import decay_after
from program.pricing.goods import Goods, goods_of
from program.pricing.matching import Matches, matches_of, uses_counter
from program.pricing.solving import best
from program.pricing.stacking import Settled, Settlement
from program.pricing.telling import nudges_of, turned_of
from program.pricing.terms import GiftOf, Ladder, PricingTerms
from program.values import Discount, Gift, Line, Priced, Situation


def price(terms: PricingTerms | None, situation: Situation) -> Priced:
    """Take a program's discounts off a basket.

    Discounts sum to what the lines have lost, to the minor unit; no line falls below zero. For a
    return under `reprice: recompute`, ask again with the lines that remain, at the amounts the till
    first sent, and with the standing at the sale: the refund is what was paid less what they cost.
    """
    basket = situation.basket
    if basket is None or terms is None:
        return Priced(basket.lines if basket else ())
    goods = goods_of(basket.lines)
    matches = matches_of(terms, goods, situation)
    settled = best(terms, matches.candidates, Settlement(terms, goods).settle)
    left = {line.no: minor for line, minor in zip(goods.lines, settled.left, strict=True)}
    return Priced(
        lines=tuple(_at(line, left[line.no]) for line in basket.lines),
        discounts=tuple(_discounts(goods, settled)),
        rejected=turned_of(terms, situation, matches, settled),
        nudges=nudges_of(terms, goods, matches, settled),
        gifts=tuple(_gifts(goods, settled)),
        counted=_counted(terms, goods, situation, matches, settled),
    )


def _at(line: Line, amount_minor: int) -> Line:
    """Give a line at another amount; `replace` would take several times as long."""
    if line.amount_minor == amount_minor:
        return line
    return Line(
        line.no,
        line.sku,
        line.quantity,
        amount_minor,
        line.category,
        line.brand,
        line.gross_minor,
        line.flags,
    )


def _discounts(goods: Goods, settled: Settled) -> Iterator[Discount]:
    for found, taken in settled.taken:
        reason = found.rule.reason["en"]
        for place in sorted(taken):
            number = goods.lines[place].no
            yield Discount(found.rule.id, number, taken[place], reason, found.code)


def _gifts(goods: Goods, settled: Settled) -> Iterator[Gift]:
    """Announce the gifts that are not in the basket yet."""
    for found, _ in settled.taken:
        act = found.act
        if isinstance(act, GiftOf):
            there = sum(int(goods.lines[place].quantity) for place in found.places)
            if there < act.quantity:
                missing = Decimal(act.quantity - there)
                yield Gift(found.rule.id, act.sku, missing, _giver(goods, found.meant))


def _giver(goods: Goods, places: tuple[int, ...]) -> int | None:
    return goods.lines[places[0]].no if places else None


def _counted(
    terms: PricingTerms, goods: Goods, situation: Situation, matches: Matches, settled: Settled
) -> dict[str, int]:
    """Give what this purchase adds to the member's counters: uses of rules, steps lost or won."""
    counted: dict[str, int] = {}
    for found, taken in settled.taken:
        rule = found.rule
        if rule.limit is not None and (taken or isinstance(found.act, GiftOf)):
            counted[uses_counter(rule.id, rule.limit, situation)] = 1
    for rule in terms.rules:
        if isinstance(rule.effect, Ladder) and rule.effect.decay is not None:
            counted |= decay_after(rule, goods, goods.sold, situation)
    return counted | _forgotten(situation)


def _forgotten(situation: Situation) -> dict[str, int]:
    """Take back to nothing the counters of uses whose period is long over."""
    return {
        name: -count
        for name, count in situation.standing.facts.counters.items()
        if name.startswith("uses:") and "@" in name and not is_recent(name, situation.day)
    }
