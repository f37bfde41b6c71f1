"""Which of the codes presented changed something, in price or in points. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from program.codes.rules import counter_of
from program.codes.terms import CodesTerms
from program.conditions import Codes
from program.terms import Rule
from program.values import Earned, PresentedCode, Turned


def codes_used(
    shown: Sequence[PresentedCode],
    turned: Sequence[Turned],
    rules: Iterable[Rule],
    earned: Sequence[Earned],
) -> tuple[str, ...]:
    """Give the codes that count and took something off, or let a rule earn."""
    if not shown:
        return ()
    idle = {found.subject for found in turned}
    hit = {hit.rule_id for found in earned for hit in found.hits if hit.points}
    series = frozenset(chain.from_iterable(_series_asked(rule) for rule in rules if rule.id in hit))
    return tuple(
        code.code
        for code in shown
        if code.rejection is None and (f"code:{code.code}" not in idle or code.series in series)
    )


def _series_asked(rule: Rule) -> Iterator[str]:
    for condition in rule.occasion.conditions:
        if isinstance(condition, Codes):
            yield from condition.series


def without_used(turned: Sequence[Turned], used: Collection[str]) -> tuple[Turned, ...]:
    """Leave out what was told of codes that price nothing and earn something."""
    subjects = {f"code:{code}" for code in used}
    return tuple(found for found in turned if found.subject not in subjects)


def with_uses(
    counted: Mapping[str, int],
    terms: CodesTerms | None,
    shown: Sequence[PresentedCode],
    used: Collection[str],
) -> Mapping[str, int]:
    """Count the uses of series that one member may use so often."""
    found = dict(counted)
    for code in shown:
        series = terms.series.get(code.series or "") if terms else None
        if code.code in used and series is not None and series.per_member is not None:
            name = counter_of(series.name)
            found[name] = found.get(name, 0) + 1
    return found
