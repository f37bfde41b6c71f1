"""Which lines and which receipts a rule means."""

from __future__ import annotations

from functools import lru_cache

from program.terms import Occasion, Selection
from program.values import Basket, Line

SEPARATOR = " > "


@lru_cache(maxsize=8192)
def category_path(category: str | None) -> tuple[str, ...]:
    """Give a category and all those above it: `A > B` is in `A` and in `A > B`."""
    if category is None:
        return ()
    parts = category.split(SEPARATOR)
    return tuple(SEPARATOR.join(parts[: depth + 1]) for depth in range(len(parts)))


def is_selected(line: Line, selection: Selection) -> bool:
    """Tell whether a line is meant: every condition holds and no exclusion does."""
    if selection.is_everything:
        return True
    if selection.skus is not None and line.sku not in selection.skus:
        return False
    if selection.brands is not None and line.brand not in selection.brands:
        return False
    if line.sku in selection.exclude_skus:
        return False
    path = category_path(line.category)
    if selection.categories is not None and selection.categories.isdisjoint(path):
        return False
    return selection.exclude_categories.isdisjoint(path)


def is_occasion(
    occasion: Occasion, basket: Basket, *, tier: str | None, weekday: int, total_minor: int
) -> bool:
    """Tell whether a receipt is meant; the weekday is that of the program's zone."""
    if total_minor < occasion.min_amount_minor:
        return False
    if occasion.weekdays is not None and weekday not in occasion.weekdays:
        return False
    if occasion.tiers is not None and tier not in occasion.tiers:
        return False
    if occasion.channels is not None and basket.channel not in occasion.channels:
        return False
    return occasion.stores is None or basket.store_id in occasion.stores
