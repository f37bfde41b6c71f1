"""Gifts go back with what they came with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from program.conditions import is_selected
from program.pricing.terms import GiftOf
from program.terms import Terms
from program.values import Line


def gifts_back(
    terms: Terms, given: Iterable[tuple[str, int]], remaining: Sequence[Line]
) -> list[int]:
    """Name the gifts among the remaining lines that nothing remaining gives any more.

    `given` are the rules of the receipt's discounts, each with the number of its line.
    """
    if terms.pricing is None:
        return []
    gifts = {rule.id: rule for rule in terms.pricing.rules if isinstance(rule.effect, GiftOf)}
    found = {no: gifts[rule] for rule, no in given if rule in gifts}
    left = {line.no for line in remaining}
    return sorted(
        no
        for no, rule in found.items()
        if no in left
        and not any(is_selected(line, rule.lines) for line in remaining if line.no not in found)
    )
