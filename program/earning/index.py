"""Which rules can mean a basket at all, found by its goods, so that the others cost nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from program.conditions import category_path
from program.terms import Rule
from program.values import Line

# Below this number of rules, looking each over is as fast.
WORTH_IT = 12
_BY = ("skus", "brands", "categories", "flags")


@dataclass(frozen=True)
class RuleIndex:
    """Places of rules by what a line must have; `always` are those that name no goods."""

    always: tuple[int, ...] = ()
    by: dict[str, dict[str, list[int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> RuleIndex | None:
        """Make the index of rules, or None where they are few."""
        if len(rules) < WORTH_IT:
            return None
        always: list[int] = []
        by: dict[str, dict[str, list[int]]] = {name: {} for name in _BY}
        for place, rule in enumerate(rules):
            name = next((n for n in _BY if getattr(rule.lines, n) is not None), None)
            if name is None:
                always.append(place)
                continue
            for key in getattr(rule.lines, name):
                by[name].setdefault(key, []).append(place)
        return cls(tuple(always), {name: keys for name, keys in by.items() if keys})

    def near(self, rules: Sequence[Rule], lines: Iterable[Line]) -> list[Rule]:
        """Give the rules that may mean one of the lines, in their order."""
        places = set(self.always)
        for name, keys in self.by.items():
            for key in _keys(name, lines):
                places.update(keys.get(key, ()))
        return [rules[place] for place in sorted(places)]


def _keys(name: str, lines: Iterable[Line]) -> set[str]:
    if name == "skus":
        return {line.sku for line in lines}
    if name == "brands":
        return {line.brand for line in lines if line.brand is not None}
    if name == "flags":
        return {flag for line in lines for flag in line.flags}
    return {part for line in lines for part in category_path(line.category)}
