"""What a basket earns: rules give, multipliers add to what is given, caps cut, hits explain.

Each rule rounds its own result. A line keeps the whole units that are its own, and what the lines
give together beyond them goes to the largest remainders: so hits always sum to the amount.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from program.caps import counter_of, tightest
from program.conditions import is_occasion, is_selected
from program.expiry import available_at, expires_at
from program.rounding import round_ratio, share_steps, spread
from program.terms import Cap, EarningPlan, Rounding, Rule, Terms
from program.values import Basket, Earned, Line, RuleHit, Situation, Standing

Weights = list[int]
Weighed = list[tuple[Rule, Weights]]


@dataclass(frozen=True, slots=True)
class Visit:
    """One basket with all that rules look at: its situation, and what points paid of each line."""

    situation: Situation
    basket: Basket
    burned: Mapping[int, int]
    is_burned: bool

    @property
    def standing(self) -> Standing:
        """Where the member stands."""
        return self.situation.standing

    @property
    def day(self) -> date:
        """The day in the program's zone."""
        return self.situation.day

    def fits(self, rule: Rule) -> bool:
        """Tell whether the rule means this receipt at all."""
        if self.is_burned and rule.amount_base == "none_if_any_burn":
            return False
        return is_occasion(rule.occasion, self.situation)

    def amounts(self, amount_base: str) -> list[int]:
        """Give what each line counts for, in minor units."""
        lines = self.basket.lines
        if amount_base == "gross":
            return [
                line.amount_minor if line.gross_minor is None else line.gross_minor
                for line in lines
            ]
        if amount_base == "net_of_points" and self.burned:
            return [max(line.amount_minor - self.burned.get(line.no, 0), 0) for line in lines]
        return [line.amount_minor for line in lines]


def earn(terms: Terms, visit: Visit) -> tuple[tuple[Earned, ...], dict[str, int]]:
    """Give what each account earns, and what to add to the counters of the caps."""
    earned: list[Earned] = []
    delta: dict[str, int] = {}
    for plan in terms.earning:
        points, biting = _points_by_rule(plan, visit)
        found = _earned_on(terms, plan, visit, points, biting)
        if found is not None:
            earned.append(found)
            _count_caps(plan, visit.day, found, delta)
    return tuple(earned), delta


def _points_by_rule(plan: EarningPlan, visit: Visit) -> tuple[Weighed, str | None]:
    """Give whole units per rule and line, with the rules' own caps applied."""
    given = [(rule, _weigh(rule, visit)) for rule in plan.giving if visit.fits(rule)]
    _stack(plan.account.stacking, given, visit.basket.lines)
    extra = [
        (rule, _multiply(rule, given, visit, plan.scale))
        for rule in plan.multiplying
        if visit.fits(rule)
    ]
    _stack(plan.account.stacking, extra, visit.basket.lines)
    points: Weighed = []
    biting = None
    for rule, weights in given + extra:
        whole = _whole(weights, rule.quantum, plan.scale, rule.rounding)
        if rule.caps:
            whole, cap = _cut(rule.caps, whole, visit)
            biting = biting or cap
        points.append((rule, whole))
    return points, biting


def _weigh(rule: Rule, visit: Visit) -> Weights:
    """Give the weight of each line under a giving rule."""
    amounts = visit.amounts(rule.amount_base)
    if rule.measure == "items":
        amounts = [
            int(line.quantity) if amount > 0 else 0
            for line, amount in zip(visit.basket.lines, amounts, strict=True)
        ]
    rate = rule.rate
    if rule.lines.is_everything:
        return [amount * rate for amount in amounts]
    return [
        amount * rate if is_selected(line, rule.lines) else 0
        for line, amount in zip(visit.basket.lines, amounts, strict=True)
    ]


def _multiply(rule: Rule, given: Weighed, visit: Visit, scale: int) -> Weights:
    """Give the extra weight of each line under a multiplying rule."""
    numerator, denominator = rule.extra
    extra = [0] * len(visit.basket.lines)
    meant = [is_selected(line, rule.lines) for line in visit.basket.lines]
    for source, weights in given:
        if source.id not in rule.of:
            continue
        chosen = [w if m else 0 for w, m in zip(weights, meant, strict=True)]
        if source.quantum != scale:
            steps = _whole(chosen, source.quantum, scale, source.rounding)
            chosen = [points * scale for points in steps]
        for place, weight in enumerate(chosen):
            extra[place] += weight * numerator // denominator
    return extra


def _stack(stacking: str, weighed: Weighed, lines: Sequence[Line]) -> None:
    """Leave on each line only what may count together: all, the largest, or the first.

    The first is the first rule that means the line and not only what happens to give something,
    so that a smaller basket is not taken by another rule than the whole.
    """
    if stacking == "sum" or len(weighed) < 2:
        return
    for place, line in enumerate(lines):
        ranks = [
            rank
            for rank, (rule, weights) in enumerate(weighed)
            if is_selected(line, rule.lines) and (weights[place] or not rule.of)
        ]
        if len(ranks) < 2:
            continue
        kept = ranks[0]
        if stacking == "max":
            kept = max(ranks, key=lambda rank: weighed[rank][1][place])
        for rank in ranks:
            if rank != kept:
                weighed[rank][1][place] = 0


def _whole(weights: Sequence[int], quantum: int, scale: int, rounding: Rounding) -> Weights:
    """Round weights to whole units, for the receipt or line by line."""
    step = quantum // scale
    if rounding.scope == "line":
        return [step * round_ratio(weight, quantum, rounding.mode) for weight in weights]
    steps = round_ratio(sum(weights), quantum, rounding.mode)
    return share_steps(steps, weights, quantum, step)


def _cut(caps: Sequence[Cap], points: Weights, visit: Visit) -> tuple[Weights, str | None]:
    """Cut units down to what the caps let through, in proportion."""
    wanted = sum(points)
    allowed, cap = tightest(caps, wanted, visit.day, visit.standing.caps_used)
    return (spread(allowed, points), cap.name) if cap else (points, None)


def _earned_on(
    terms: Terms,
    plan: EarningPlan,
    visit: Visit,
    points: Weighed,
    biting: str | None,
) -> Earned | None:
    """Put an account's hits together under the account's caps; None when there is nothing."""
    account = plan.account
    flat = [count for _, row in points for count in row]
    if account.caps:
        flat, cap = _cut(account.caps, flat, visit)
        biting = cap or biting
    if not any(flat) and biting is None:
        return None
    counts = iter(flat)
    hits = tuple(
        RuleHit(rule.id, line.no, account.code, count, rule.reason["en"])
        for rule, _ in points
        for line in visit.basket.lines
        if (count := next(counts))
    )
    at = visit.basket.occurred_at
    return Earned(
        account=account.code,
        amount=sum(flat),
        expires_at=expires_at(terms, account.code, at),
        available_at=available_at(terms, account.code, at),
        hits=hits,
        cap=biting,
    )


def _count_caps(plan: EarningPlan, day: date, earned: Earned, delta: dict[str, int]) -> None:
    for cap in plan.account.caps:
        counter = counter_of(cap, day)
        if counter and earned.amount:
            delta[counter] = earned.amount
    for rule in (*plan.giving, *plan.multiplying):
        for cap in rule.caps:
            counter = counter_of(cap, day)
            total = sum(hit.points for hit in earned.hits if hit.rule_id == rule.id)
            if counter and total:
                delta[counter] = total
