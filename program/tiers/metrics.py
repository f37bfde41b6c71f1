"""What tiers look at: units of accounts, time of membership, what is known of a member."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from program.calendar import months_between
from program.tiers.terms import Ladder, Measure, Tier
from program.values import Need, Scalar


@dataclass(frozen=True, slots=True)
class Metrics:
    """What a member has to show at a moment; `day` is its date in the program's zone."""

    units: Mapping[str, int]
    day: date
    joined_on: date | None = None
    attributes: Mapping[str, Scalar] = field(default_factory=dict)
    segments: frozenset[str] = frozenset()

    def plus(self, gained: Mapping[str, int]) -> Metrics:
        """Add units that are about to be posted."""
        units = dict(self.units)
        for code, amount in gained.items():
            units[code] = units.get(code, 0) + amount
        return replace(self, units=units)


def missing(measure: Measure, metrics: Metrics) -> int:
    """Give how much of a measure is missing: 0 when it is reached; a debt counts as nothing."""
    if measure.kind == "units":
        return max(measure.least - max(metrics.units.get(measure.code, 0), 0), 0)
    if measure.kind == "tenure":
        joined = metrics.joined_on
        months = months_between(joined, metrics.day) if joined is not None else 0
        return max(measure.least - months, 0)
    if measure.kind == "segment":
        return int(measure.code not in metrics.segments)
    return int(not _same(metrics.attributes.get(measure.code), measure.value))


def _same(found: Scalar | None, wanted: Scalar) -> bool:
    """Tell whether a value is the wanted one: true is no number here."""
    return found == wanted and isinstance(found, bool) == isinstance(wanted, bool)


def is_reached(tier: Tier, metrics: Metrics) -> bool:
    """Tell whether a member has all that a tier takes; an invitation is nobody's by right."""
    if tier.by == "invitation":
        return False
    # Loops without generators: every receipt asks this of every tier, several times.
    takes = tier.requires
    for measure in takes.all_of:
        if missing(measure, metrics):
            return False
    for measure in takes.any_of:
        if not missing(measure, metrics):
            return True
    return not takes.any_of


def rank_reached(ladder: Ladder, metrics: Metrics) -> int:
    """Give the place of the highest tier reached, -1 for none."""
    for rank in range(len(ladder.tiers) - 1, -1, -1):
        if is_reached(ladder.tiers[rank], metrics):
            return rank
    return -1


def needs(tier: Tier, metrics: Metrics) -> tuple[Need, ...]:
    """List what a tier still takes; of those marked `is_either`, one is enough."""
    return tuple(_needs(tier, metrics))


def _needs(tier: Tier, metrics: Metrics) -> Iterator[Need]:
    for measure in tier.requires.all_of:
        if short := missing(measure, metrics):
            yield Need(measure.kind, measure.code, short)
    either = [(measure, missing(measure, metrics)) for measure in tier.requires.any_of]
    if all(short for _, short in either):
        for measure, short in either:
            yield Need(measure.kind, measure.code, short, is_either=True)
