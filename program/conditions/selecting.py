"""Which lines a rule means."""

from __future__ import annotations

from functools import lru_cache

from program.conditions.terms import Selection
from program.values import Line

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
    if selection.flags is not None and selection.flags.isdisjoint(line.flags):
        return False
    if line.sku in selection.exclude_skus or line.brand in selection.exclude_brands:
        return False
    if not selection.exclude_flags.isdisjoint(line.flags):
        return False
    path = category_path(line.category)
    if selection.categories is not None and selection.categories.isdisjoint(path):
        return False
    return selection.exclude_categories.isdisjoint(path)
