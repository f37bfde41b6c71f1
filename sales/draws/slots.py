"""Numbered prizes: places in the journal that stand once, filled from the first on.

The place is taken by the entry of the sale itself. Here is only looked which one is next, from
what this process saw last; two that choose the same are told apart by the journal. Places that
are given back are numbered too (`draw:…@2026-03~#1`), by the entry of the return: each of them
makes one more place beyond the budget.
"""

from __future__ import annotations

from wallet import taken_slots

_AT_ONCE = 16
_NO_END = 1 << 40
_filled: dict[str, int] = {}


def forget_cache() -> None:
    """Forget how far this process has seen places taken."""
    _filled.clear()


def slot_key(pool: str, number: int) -> str:
    """Give the key of a numbered place."""
    return f"{pool}#{number}"


def next_free(pool: str, budget: int) -> str | None:
    """Give the next place of a pool, None if all are taken."""
    filled = count_taken(pool, budget)
    if filled >= budget:
        budget += _count_back(pool)
        filled = count_taken(pool, budget)
    return None if filled >= budget else slot_key(pool, filled + 1)


def next_back(pool: str) -> str:
    """Give the key by which the next place of a pool is given back."""
    return slot_key(f"{pool}~", _count_back(pool) + 1)


def count_used(pool: str, budget: int) -> int:
    """Count the places taken and not given back."""
    back = _count_back(pool)
    return max(count_taken(pool, budget + back) - back, 0)


def _count_back(pool: str) -> int:
    return count_taken(f"{pool}~", _NO_END)


def count_taken(pool: str, budget: int) -> int:
    """Count the places taken: they are dense, so the first free one is found by halving."""
    low, high = min(_filled.get(pool, 0), budget), budget
    while low < high:
        numbers = _probes(low, high)
        taken = taken_slots([slot_key(pool, number) for number in numbers])
        reached = [number for number in numbers if slot_key(pool, number) in taken]
        low = max([low, *reached])
        high = min([number - 1 for number in numbers if number > low], default=high)
    _filled[pool] = low
    return low


def _probes(low: int, high: int) -> list[int]:
    """Give numbers to look at: near ones first, then ever farther ones up to the end."""
    numbers = {min(low + (1 << step), high) for step in range(_AT_ONCE)}
    return sorted(numbers | {high})
