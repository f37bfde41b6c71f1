"""The best combination for the shopper, among rules that cannot all be had together.

Rules without a conflict are always taken. Of the others every largest set without a conflict is
tried, up to MOST_COMBINATIONS of them: then the answer is the best there is. Beyond that it is
greedy: each of the best rules alone begins a set in turn, and the others join by what they save;
the answer is then never worse than any one rule with all those that conflict with nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from program.pricing.effects import Candidate
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
    size = len(ranked)
    sets = _largest_sets(neighbours, MOST_COMBINATIONS)
    if sets is None:
        alone = [settle([found]).total for found in ranked] + [
            sum(settle([]).left) for _ in neighbours[size:]
        ]
        sets = list(_greedy_sets(neighbours, alone))
    return min(
        (settle([ranked[v] for v in range(size) if chosen >> v & 1]) for chosen in set(sets)),
        key=_rank,
    )


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
    """Give for every candidate those it cannot be with, as bits.

    Under `max` for a line, what is had as a whole competes with rules that share the line among
    themselves: it may be better left out. So it gets a shadow, its own absence, at the end.
    """
    neighbours = [0] * len(candidates)
    for one, left in enumerate(candidates):
        for other in range(one + 1, len(candidates)):
            if _is_conflict(terms, left, candidates[other]):
                neighbours[one] |= 1 << other
                neighbours[other] |= 1 << one
    for one, found in enumerate(candidates):
        if _may_be_left_out(terms, found, candidates):
            neighbours[one] |= 1 << len(neighbours)
            neighbours.append(1 << one)
    return neighbours


def is_named_against(terms: PricingTerms, one: Candidate, other: Candidate) -> bool:
    """Tell whether one of two rules is said not to go with the other, or with its group."""
    return any(
        right.rule.id in left.rule.not_with
        or terms.groups[right.rule.group].id in left.rule.not_with
        for left, right in ((one, other), (other, one))
        if left.rule.not_with
    )


def _is_conflict(terms: PricingTerms, one: Candidate, other: Candidate) -> bool:
    groups = terms.groups[one.rule.group], terms.groups[other.rule.group]
    if "exclusive" in (groups[0].how, groups[1].how):
        return True
    if is_named_against(terms, one, other):
        return True
    group = groups[0]
    if one.rule.group != other.rule.group or group.how != "max":
        return False
    if group.per == "receipt":
        return True
    return one.is_whole and other.is_whole and not set(one.touched).isdisjoint(other.touched)


def _may_be_left_out(
    terms: PricingTerms, found: Candidate, candidates: Sequence[Candidate]
) -> bool:
    group = terms.groups[found.rule.group]
    if not found.is_whole or group.how != "max" or group.per != "line":
        return False
    return any(
        other.rule.group == found.rule.group
        and not other.is_whole
        and not set(found.touched).isdisjoint(other.touched)
        for other in candidates
    )


def _largest_sets(neighbours: Sequence[int], most: int) -> list[int] | None:
    """List the sets without a conflict to which nothing can be added; None if there are more."""
    sets: list[int] = []
    for found in _cliques(neighbours, 0, (1 << len(neighbours)) - 1, 0):
        if len(sets) == most:
            return None
        sets.append(found)
    return sets


def _cliques(neighbours: Sequence[int], chosen: int, free: int, gone: int) -> Iterator[int]:
    """Walk the largest sets (Bron and Kerbosch, on the absence of conflicts, with a pivot)."""
    if not free:
        if not gone:
            yield chosen
        return
    pivot = min(_bits(free | gone), key=lambda v: (free & (neighbours[v] | 1 << v)).bit_count())
    for v in _bits(free & (neighbours[pivot] | 1 << pivot)):
        near = neighbours[v] | 1 << v
        yield from _cliques(neighbours, chosen | 1 << v, free & ~near, gone & ~near)
        free &= ~(1 << v)
        gone |= 1 << v


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _greedy_sets(neighbours: Sequence[int], alone: Sequence[int]) -> Iterator[int]:
    """Give a set for each of the best beginnings: it with those that conflict with nothing, and
    the same filled up with what saves most."""
    order = sorted(range(len(neighbours)), key=lambda v: alone[v])
    free = sum(1 << v for v in order if not neighbours[v])
    for first in [v for v in order if neighbours[v]][: MOST_COMBINATIONS // 2]:
        chosen = free | 1 << first
        yield chosen
        for v in order:
            if not chosen & (neighbours[v] | 1 << v):
                chosen |= 1 << v
        yield chosen
