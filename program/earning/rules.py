"""What a basket earns: rules give, multipliers add to what is given, caps cut, hits explain.

Each rule rounds its own result. A line keeps the whole units that are its own, and what the lines
give together beyond them goes to the largest remainders: so hits always sum to the amount. A rule
that carries gives the difference of what its period has come to with and without this receipt.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from program.caps import counter_of, period_key, tightest
from program.conditions import is_selected
from program.earning.retro import window_of
from program.earning.visits import UNDECIDED, Visit, visit_of_activity
from program.earning.ways import Weights, Window, gains_counter
from program.expiry import available_after, available_at, expires_at
from program.rounding import round_ratio, share_steps, spread
from program.terms import Cap, EarningPlan, Rounding, Rule, Terms
from program.values import Earned, RuleHit, Situation


@dataclass(slots=True)
class _Row:
    """One rule at work: its weights per line, then its whole units per line."""

    rule: Rule
    weights: Weights
    units: Weights


def earn(
    terms: Terms, visit: Visit, *, to: Collection[str] | None = None
) -> tuple[tuple[Earned, ...], dict[str, int]]:
    """Give what each account earns, and what to add to the counters of the caps.

    `to` leaves only the rules for these beneficiaries.
    """
    return _earn(terms, terms.earning, visit, to)


def earn_for_activity(
    terms: Terms, situation: Situation, *, to: Collection[str] | None = None
) -> tuple[tuple[Earned, ...], dict[str, int]]:
    """Give what an activity earns by the rules whose `on` is its type, and the counters' delta."""
    if situation.activity is None:
        return (), {}
    plans = terms.earning_on.get(situation.activity.type, ())
    return _earn(terms, plans, visit_of_activity(situation, terms.currency), to)


def _earn(
    terms: Terms, plans: Sequence[EarningPlan], visit: Visit, to: Collection[str] | None
) -> tuple[tuple[Earned, ...], dict[str, int]]:
    earned: list[Earned] = []
    delta: dict[str, int] = {}
    for plan in plans:
        if to is not None and plan.to not in to:
            continue
        rows, biting = _rows(plan, visit, delta)
        found = _earned_on(terms, plan, visit, rows, biting)
        earned += found
        if plan.to == "member":
            _count(plan, visit, found, delta)
    return tuple(earned), delta


def _rows(plan: EarningPlan, visit: Visit, delta: dict[str, int]) -> tuple[list[_Row], str | None]:
    """Give whole units per rule and line, with the rules' own caps applied."""
    near = plan.giving if plan.index is None else plan.index.near(plan.giving, visit.lines)
    given = [_Row(rule, _weigh(rule, visit), []) for rule in near if visit.fits(rule)]
    _stack(plan.account.stacking, given, visit)
    extra = [
        _Row(rule, _multiply(rule, given, visit, plan.scale), [])
        for rule in plan.multiplying
        if visit.fits(rule)
    ]
    _stack(plan.account.stacking, extra, visit)
    biting = None
    for row in given + extra:
        row.units = _units(row, plan.scale, visit, delta)
        if row.rule.caps:
            row.units, cap = _cut(row.rule.caps, row.units, visit)
            biting = biting or cap
    return given + extra, biting


def _weigh(rule: Rule, visit: Visit) -> Weights:
    """Give the weight of each line under a giving rule."""
    amounts, meant = visit.amounts(rule), visit.meant(rule.lines)
    if rule.way is not None:
        return rule.way.weigh(visit, amounts, meant)
    if rule.measure == "items":
        amounts = [
            int(line.quantity) if amount > 0 else 0
            for line, amount in zip(visit.lines, amounts, strict=True)
        ]
    rate = rule.rate
    if meant is None:
        return [amount * rate for amount in amounts]
    return [amount * rate if chosen else 0 for amount, chosen in zip(amounts, meant, strict=True)]


def _multiply(rule: Rule, given: Sequence[_Row], visit: Visit, scale: int) -> Weights:
    """Give the extra weight of each line under a multiplying rule."""
    numerator, denominator = rule.extra
    extra = [0] * len(visit.lines)
    meant = visit.meant(rule.lines)
    for row in given:
        source = row.rule
        if source.id not in rule.of:
            continue
        chosen = row.weights
        if meant is not None:
            chosen = [w if m else 0 for w, m in zip(chosen, meant, strict=True)]
        if source.quantum != scale:
            steps = _whole(chosen, source.quantum, scale, source.rounding)
            chosen = [points * scale for points in steps]
        for place, weight in enumerate(chosen):
            extra[place] += weight * numerator // denominator
    return extra


def _stack(stacking: str, rows: Sequence[_Row], visit: Visit) -> None:
    """Leave on each line only what may count together: all, the largest, or the first.

    The first is the first rule that means the line and not only what happens to give something,
    so that a smaller basket is not taken by another rule than the whole.
    """
    if stacking == "sum" or len(rows) < 2:
        return
    for place, line in enumerate(visit.lines):
        ranks = [
            rank
            for rank, row in enumerate(rows)
            if is_selected(line, row.rule.lines) and (row.weights[place] or not row.rule.of)
        ]
        if len(ranks) < 2:
            continue
        kept = ranks[0]
        if stacking == "max":
            kept = max(ranks, key=lambda rank: rows[rank].weights[place])
        for rank in ranks:
            if rank != kept:
                rows[rank].weights[place] = 0


def _units(row: _Row, scale: int, visit: Visit, delta: dict[str, int]) -> Weights:
    """Round a rule's weights to whole units; a rule that carries adds up its period first."""
    rule = row.rule
    window = window_of(rule)
    if window is not None:
        given, mode = window.given(visit), rule.rounding.mode
        total = round_ratio(sum(row.weights) + window.weight(visit), rule.quantum, mode)
        return spread(total - given, row.weights)
    if rule.carry is None:
        return _whole(row.weights, rule.quantum, scale, rule.rounding)
    counter = f"carry:{rule.id}@{period_key(rule.carry, visit.day)}"
    before = visit.standing.caps_used.get(counter, 0) * rule.rate
    weight = sum(row.weights)
    if rule.rate and weight:
        delta[counter] = weight // rule.rate
    mode = rule.rounding.mode
    steps = round_ratio(before + weight, rule.quantum, mode)
    steps -= round_ratio(before, rule.quantum, mode)
    return spread(steps * (rule.quantum // scale), row.weights)


def _whole(weights: Sequence[int], quantum: int, scale: int, rounding: Rounding) -> Weights:
    """Round weights to whole units, for the receipt or line by line."""
    step = quantum // scale
    if not any(weights):
        return [0] * len(weights)
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
    terms: Terms, plan: EarningPlan, visit: Visit, rows: Sequence[_Row], biting: str | None
) -> list[Earned]:
    """Put an account's hits together under the account's caps, one for each time of waiting."""
    account = plan.account
    flat = [count for row in rows for count in row.units]
    if account.caps:
        flat, cap = _cut(account.caps, flat, visit)
        biting = cap or biting
    by_wait: dict[int | str | None, list[RuleHit]] = {}
    numbers, size = [line.no for line in visit.lines], len(visit.lines)
    for place, row in enumerate(rows):
        hits = by_wait.setdefault(row.rule.waits, [])
        units = flat[place * size : (place + 1) * size]
        if any(units):
            id, reason = row.rule.id, row.rule.reason["en"]
            hits += [
                RuleHit(id, number, account.code, count, reason)
                for number, count in zip(numbers, units, strict=True)
                if count
            ]
    if not any(by_wait.values()):
        by_wait = {None: []} if biting else {}
    return [
        _earned(terms, plan, visit, waits, hits, biting)
        for waits, hits in by_wait.items()
        if hits or biting
    ]


def _earned(
    terms: Terms,
    plan: EarningPlan,
    visit: Visit,
    waits: int | str | None,
    hits: Sequence[RuleHit],
    biting: str | None,
) -> Earned:
    code, at = plan.account.code, visit.basket.occurred_at
    return Earned(
        account=code,
        amount=sum(hit.points for hit in hits),
        expires_at=expires_at(terms, code, at, visit.standing.facts.joined_at),
        available_at=_available(terms, code, at, waits),
        hits=tuple(hits),
        cap=biting,
        to=plan.to,
    )


def _available(terms: Terms, code: str, at: datetime, waits: int | str | None) -> datetime:
    if isinstance(waits, int):
        return available_after(terms, waits, at)
    return available_at(terms, code, at) if waits is None else UNDECIDED


def _count(
    plan: EarningPlan, visit: Visit, earned: Sequence[Earned], delta: dict[str, int]
) -> None:
    """Add to the counters of the caps, and of what the account has gained in periods."""
    total = sum(found.amount for found in earned)
    counters = [counter_of(cap, visit.day) for cap in plan.account.caps]
    counters += [
        gains_counter(plan.account.code, period_key(period, visit.day)) for period in plan.gains
    ]
    for counter in counters:
        if counter and total:
            delta[counter] = delta.get(counter, 0) + total
    capped = [rule for rule in (*plan.giving, *plan.multiplying) if rule.caps]
    hits = [hit for found in earned for hit in found.hits]
    if capped:
        _count_rules(capped, hits, visit, delta)
    for rule in plan.giving:
        window = window_of(rule)
        if window is not None and visit.fits(rule):
            _count_window(rule, window, hits, visit, delta)


def _count_rules(
    rules: Sequence[Rule], hits: Sequence[RuleHit], visit: Visit, delta: dict[str, int]
) -> None:
    for rule in rules:
        total = sum(hit.points for hit in hits if hit.rule_id == rule.id)
        for cap in rule.caps:
            counter = counter_of(cap, visit.day)
            if counter and total:
                delta[counter] = total


def _count_window(
    rule: Rule, window: Window, hits: Sequence[RuleHit], visit: Visit, delta: dict[str, int]
) -> None:
    """Count what a retro rule has looked at, and what it has given for it, be it nothing."""
    amounts, meant = visit.amounts(rule), visit.meant(rule.lines)
    counted = sum(n for place, n in enumerate(amounts) if meant is None or meant[place])
    if counted:
        delta[window.counter("counted", visit.day)] = counted
        given = sum(hit.points for hit in hits if hit.rule_id == rule.id)
        delta[window.counter("given", visit.day)] = given
