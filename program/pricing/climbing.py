"""Ladders and bands: which cut this basket and this member have reached, and what is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from program.calendar import add_months
from program.pricing.goods import Goods
from program.pricing.terms import Bands, Cut, Decay, Ladder, PricingRule, Step
from program.values import Situation

_MOST_PERIODS = 1200


@dataclass(frozen=True, slots=True)
class Climb:
    """Where a ladder stands: the cut reached, and the next step with what is missing to it.

    `missing` is in minor units of this basket's goods; None where the basket cannot climb.
    """

    cut: Cut | None
    after: Step | None = None
    missing: int | None = None


def climb(rule: PricingRule, goods: Goods, places: Sequence[int], situation: Situation) -> Climb:
    """Say which step of a rule's ladder is reached, after what was lost by staying away."""
    ladder = rule.effect
    if not isinstance(ladder, Ladder):
        return Climb(None)
    reached, measure = _reached(ladder, goods, places, situation)
    lost = 0
    if ladder.decay is not None:
        lost = min(lost_steps(rule.id, ladder.decay, situation), reached)
    held = reached - lost
    cut = ladder.steps[held - 1].cut if held else None
    if lost or reached == len(ladder.steps):
        return Climb(cut)
    after = ladder.steps[reached]
    return Climb(cut, after, _missing(ladder, after, measure))


def _reached(
    ladder: Ladder, goods: Goods, places: Sequence[int], situation: Situation
) -> tuple[int, Fraction]:
    """Count the steps reached, and give what was measured."""
    measure = _measure(ladder, goods, places, situation)
    reached = 0
    for step in ladder.steps:
        if measure < step.threshold or (ladder.is_over and measure == step.threshold):
            break
        reached += 1
    return reached, measure


def _measure(ladder: Ladder, goods: Goods, places: Sequence[int], situation: Situation) -> Fraction:
    if ladder.by == "items":
        return goods.quantity_of(places)
    if ladder.by == "receipt":
        return Fraction(goods.worth_of(goods.sold))
    if ladder.by == "lines":
        return Fraction(goods.worth_of(places))
    held = situation.standing.balances.get(ladder.account or "", 0) * ladder.unit_minor
    return held + (goods.worth_of(places) if ladder.counts_receipt else 0)


def _missing(ladder: Ladder, after: Step, measure: Fraction) -> int | None:
    """Give the whole minor units that this basket lacks for a step."""
    if ladder.by == "items" or (ladder.by == "account" and not ladder.counts_receipt):
        return None
    gap = after.threshold - measure
    return int(gap // 1) + 1 if ladder.is_over else -int(-gap // 1)


def lost_steps(rule_id: str, decay: Decay, situation: Situation) -> int:
    """Give the steps lost so far: those still open at the last visit, and those missed since."""
    facts = situation.standing.facts
    before = facts.counters.get(decay_counter(rule_id), 0)
    last = facts.last_visit_at
    if last is None:
        return before
    since = last.astimezone(situation.at.tzinfo).date()
    return before + decay.step * periods_between(decay, since, situation.day)


def periods_between(decay: Decay, since: date, day: date) -> int:
    """Count the whole periods that have passed by the calendar: 15 January to 15 March is two."""
    passed = 0
    while passed < _MOST_PERIODS:
        months, days = decay.months * (passed + 1), decay.days * (passed + 1)
        if add_months(since, months) + timedelta(days=days) > day:
            break
        passed += 1
    return passed


def decay_counter(rule_id: str) -> str:
    """Name the counter of steps that a member has lost and not yet won back."""
    return f"decay:{rule_id}"


def decay_after(
    rule: PricingRule, goods: Goods, places: Sequence[int], situation: Situation
) -> Mapping[str, int]:
    """Give what this purchase changes in the counter of lost steps."""
    ladder = rule.effect
    if not isinstance(ladder, Ladder) or ladder.decay is None:
        return {}
    decay, name = ladder.decay, decay_counter(rule.id)
    before = situation.standing.facts.counters.get(name, 0)
    reached, _ = _reached(ladder, goods, places, situation)
    lost = min(lost_steps(rule.id, decay, situation), reached)
    left = max(lost - decay.step, 0) if decay.restore == "climb" else 0
    return {name: left - before} if left != before else {}


def band_cut(bands: Bands, goods: Goods, places: Sequence[int], situation: Situation) -> Cut | None:
    """Give the share that bands take off these lines together, exactly.

    Marginal bands take different shares of different items; spread evenly over all items it is one
    share, whatever the order of the lines.
    """
    held = Fraction(situation.standing.balances.get(bands.account or "", 0))
    bought = goods.quantity_of(places)
    if bands.mode == "marginal":
        share = _marginal_share(bands, held, bought)
    else:
        share = _share_at(bands, held if bands.mode == "from_next_order" else held + bought)
    return Cut("percent", share) if share else None


def _share_at(bands: Bands, quantity: Fraction) -> Fraction:
    shares = [band.share for band in bands.bands if quantity > band.above]
    return shares[-1] if shares else Fraction(0)


def _marginal_share(bands: Bands, held: Fraction, bought: Fraction) -> Fraction:
    if not bought:
        return Fraction(0)
    whole, ends = held + bought, [Fraction(band.above) for band in bands.bands[1:]]
    taken = Fraction(0)
    for band, end in zip(bands.bands, [*ends, whole], strict=True):
        first, last = max(Fraction(band.above), held), min(end, whole)
        if last > first:
            taken += (last - first) * band.share
    return taken / bought
