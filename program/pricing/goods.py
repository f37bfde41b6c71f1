"""A basket as discounts see it: lines in the order of their numbers, with their amounts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from program.values import Line

SHIPPING = "shipping"


@dataclass(frozen=True, slots=True)
class Goods:
    """Lines sorted by number, so that the order in which a till sends them cannot matter.

    `sold` are the places of goods, `shipping` those of delivery fees.
    """

    lines: tuple[Line, ...]
    amounts: tuple[int, ...]
    sold: tuple[int, ...]
    shipping: tuple[int, ...]

    def quantity_of(self, places: Iterable[int]) -> Fraction:
        """Give how many items some lines have together, which may be a fraction."""
        total = sum((self.lines[place].quantity for place in places), Decimal(0))
        return Fraction(total)

    def worth_of(self, places: Iterable[int]) -> int:
        """Give what some lines are worth before any discount."""
        return sum(self.amounts[place] for place in places)


def goods_of(lines: Sequence[Line]) -> Goods:
    """Sort the lines of a basket and tell goods from delivery."""
    ordered = tuple(sorted(lines, key=lambda line: line.no))
    shipping = tuple(
        place for place, line in enumerate(ordered) if line.flags and SHIPPING in line.flags
    )
    sold = tuple(place for place in range(len(ordered)) if place not in shipping)
    return Goods(ordered, tuple(line.amount_minor for line in ordered), sold, shipping)
