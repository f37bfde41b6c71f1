"""A basket as discounts see it: lines in the order of their numbers, with their amounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from program.conditions import Selection, is_selected
from program.values import Line

SHIPPING = "shipping"


@dataclass(frozen=True, slots=True)
class Goods:
    """Lines sorted by number, so that the order in which a till sends them cannot matter.

    `sold` are the places of goods, `shipping` those of delivery fees; `ratios` are the quantities
    as numerator and denominator; `by_sku` finds goods.
    """

    lines: tuple[Line, ...]
    amounts: tuple[int, ...]
    sold: tuple[int, ...]
    shipping: tuple[int, ...]
    ratios: tuple[tuple[int, int], ...]
    by_sku: Mapping[str, tuple[int, ...]]

    def meant_by(self, selection: Selection) -> tuple[int, ...]:
        """Give the places of the goods that are selected."""
        if selection.is_everything:
            return self.sold
        places: Iterable[int] = self.sold
        if selection.skus is not None:
            near = (self.by_sku.get(sku, ()) for sku in selection.skus)
            places = sorted(place for found in near for place in found)
        return tuple(place for place in places if is_selected(self.lines[place], selection))

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
    by_sku: dict[str, tuple[int, ...]] = {}
    for place in sold:
        sku = ordered[place].sku
        by_sku[sku] = (*by_sku.get(sku, ()), place)
    return Goods(
        lines=ordered,
        amounts=tuple(line.amount_minor for line in ordered),
        sold=sold,
        shipping=shipping,
        ratios=tuple(line.quantity.as_integer_ratio() for line in ordered),
        by_sku=by_sku,
    )
