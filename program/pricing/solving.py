"""The best combination for the shopper, among rules that cannot all be had together.

Rules without a conflict are always taken. Of the others every largest set without a conflict is
tried, up to MOST_COMBINATIONS of them: then the answer is the best of all these. Beyond that it is
greedy: each of the best rules alone begins a set in turn, and the others join by what they save;
the answer is then never worse than any one rule with all those that conflict with nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from program.pricing.effects import Candidate
from program.pricing.sets import bits, largest_sets
from program.pricing.stacking import Settled
from program.pricing.terms import Group, PricingTerms

MOST_COMBINATIONS = 96
Settle = Callable[[Sequence[Candidate]], Settled]


def best(terms: PricingTerms, candidates: Sequence[Candidate], settle: Settle) -> Settled:
    """Settle the set of candidates that leaves the lowest total; a tie goes to the first ids."""
    ranked = leading(terms, candidates)
    neighbours = conflicts(terms, ranked)
    if not any(neighbours):
        return settle(ranked)
    torn = [v for v, against in enumerate(neighbours) if against]
    free = sum(1 << v for v, against in enumerate(neighbours) if not against)
    sets = largest_sets(neighbours, torn, MOST_COMBINATIONS)
    if sets is None:
        alone = {v: settle([ranked[v]]).total for v in torn}
        sets = list(_greedy_sets(neighbours, sorted(torn, key=lambda v: (alone[v], v))))
    tried = (settle([ranked[v] for v in bits(chosen | free)]) for chosen in dict.fromkeys(sets))
    return min(tried, key=_rank)


def _rank(settled: Settled) -> tuple[int, int, tuple[str, ...]]:
    ids = tuple(sorted(found.rule.id for found, taken in settled.taken if taken))
    return settled.total, len(ids), ids


def leading(terms: PricingTerms, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Leave, of a group that goes by the first for the whole receipt, its first rule alone."""
    first: dict[int, int] = {}
    for found in candidates:
        rule = found.rule
        if _is_first_of_receipt(terms.groups[rule.group]):
            first[rule.group] = min(first.get(rule.group, rule.place), rule.place)
    return [
        found
        for found in candidates
        if found.rule.group not in first or first[found.rule.group] == found.rule.place
    ]


def _is_first_of_receipt(group: Group) -> bool:
    return group.how == "first" and group.per == "receipt"


def conflicts(terms: PricingTerms, candidates: Sequence[Candidate]) -> list[int]:
    """Give for every candidate those it cannot be with, as bits."""
    by_id = {found.rule.id: 1 << v for v, found in enumerate(candidates)}
    by_group = [0] * len(terms.groups)
    for v, found in enumerate(candidates):
        by_group[found.rule.group] |= 1 << v
    names = by_id | {
        group.id: by_group[rank] for rank, group in enumerate(terms.groups) if group.id
    }
    neighbours = [0] * len(candidates)
    for v, found in enumerate(candidates):
        against = 0
        for name in found.rule.not_with:
            against |= names.get(name, 0)
        group = terms.groups[found.rule.group]
        if group.how == "exclusive":
            against = (1 << len(candidates)) - 1
        elif group.how == "max" and group.per == "receipt":
            against |= by_group[found.rule.group]
        against &= ~(1 << v)
        if not against:
            continue
        neighbours[v] |= against
        for other in bits(against):
            neighbours[other] |= 1 << v
    return neighbours


def _greedy_sets(neighbours: Sequence[int], order: Sequence[int]) -> Iterator[int]:
    """Begin a set with each of the best in turn: it alone, and filled up with what saves most."""
    for first in order[: MOST_COMBINATIONS // 2]:
        chosen = 1 << first
        yield chosen
        for v in order:
            if not chosen & (neighbours[v] | 1 << v):
                chosen |= 1 << v
        yield chosen
