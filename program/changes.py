"""What differs between two manifests, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Give one sentence per difference, place by place; rules and tiers go by their names."""
    yield from _compare(before, after, "")


def _compare(before: Any, after: Any, place: str) -> Iterator[str]:
    old, new = _named(before), _named(after)
    if old is None or new is None:
        if before != after:
            yield f"{place}: {_spell(before)} -> {_spell(after)}"
        return
    for name in [*old, *(name for name in new if name not in old)]:
        inner = f"{place}.{name}" if place else name
        if name not in new:
            yield f"{inner} is removed (was {_spell(old[name])})"
        elif name not in old:
            yield f"{inner} is added: {_spell(new[name])}"
        else:
            yield from _compare(old[name], new[name], inner)
    both = [name for name in old if name in new]
    if isinstance(before, list) and both != [name for name in new if name in old]:
        yield f"{place} are in another order: {', '.join(new)}"


def _named(value: Any) -> Mapping[str, Any] | None:
    """Give the parts of a block, or of a list whose parts have an id or a code."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return {str(part.get("id") or part.get("code")): part for part in value}
    return None


def _spell(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_spell(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_spell(part) for part in value) + "]"
    return str(value)
