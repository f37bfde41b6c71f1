"""Sets without a conflict, as bits of whole numbers: all the largest, or the weightiest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

# The walk is as deep as a set is large: beyond this many in conflict it is not begun.
_MOST_IN_CONFLICT = 600


def bits(mask: int) -> Iterator[int]:
    """Give the numbers in a set, from the lowest."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def largest_sets(neighbours: Sequence[int], among: Sequence[int], most: int) -> list[int] | None:
    """List the sets of some numbers without a conflict to which none of them can be added.

    `neighbours` say what each conflicts with. None when there are more than `most`, or so many
    numbers that nobody could tell.
    """
    if len(among) > _MOST_IN_CONFLICT:
        return None
    sets: list[int] = []
    for found in _walk(neighbours, 0, sum(1 << v for v in among), 0):
        if len(sets) == most:
            return None
        sets.append(found)
    return sets


def _walk(neighbours: Sequence[int], chosen: int, free: int, gone: int) -> Iterator[int]:
    """Walk the largest sets (Bron and Kerbosch, on the absence of conflicts, with a pivot)."""
    if not free:
        if not gone:
            yield chosen
        return
    pivot = min(bits(free | gone), key=lambda v: (free & (neighbours[v] | 1 << v)).bit_count())
    for v in bits(free & (neighbours[pivot] | 1 << pivot)):
        near = neighbours[v] | 1 << v
        yield from _walk(neighbours, chosen | 1 << v, free & ~near, gone & ~near)
        free &= ~(1 << v)
        gone |= 1 << v


def weightiest(neighbours: Sequence[int], weights: Sequence[int], most: int) -> int:
    """Give the set without a conflict that weighs most; only weights above zero are chosen.

    Each part that conflicts only within itself is exact while it has at most `most` largest sets;
    else it is filled greedily by weight. Ties go to the lower numbers.
    """
    open_to = sum(1 << v for v, weight in enumerate(weights) if weight > 0)
    chosen = 0
    while open_to:
        part = _part(neighbours, open_to)
        open_to &= ~part
        among = list(bits(part))
        sets = largest_sets(neighbours, among, most) if len(among) > 1 else [part]
        if sets is None:
            sets = [_filled(neighbours, sorted(among, key=lambda v: (-weights[v], v)))]
        chosen |= min(sets, key=lambda found: (-sum(weights[v] for v in bits(found)), found))
    return chosen


def _part(neighbours: Sequence[int], among: int) -> int:
    """Give the lowest number of a set with all that hangs together with it by conflicts."""
    part = edge = among & -among
    while edge:
        near = 0
        for v in bits(edge):
            near |= neighbours[v]
        edge = near & among & ~part
        part |= edge
    return part


def _filled(neighbours: Sequence[int], order: Sequence[int]) -> int:
    chosen = 0
    for v in order:
        if not chosen & neighbours[v]:
            chosen |= 1 << v
    return chosen
