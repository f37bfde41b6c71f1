"""From the tiers and commitments of a manifest to terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from math import ceil
from typing import Any

from program.entitlements import compile_gives
from program.tiers.terms import Commitment, Decay, Ladder, Measure, Requirement, Tier

Contents = Mapping[str, Any]
UnitsFor = Callable[[str, str], Fraction]


def compile_tiers(contents: Contents, units_for: UnitsFor) -> Ladder | None:
    """Make the ladder; `units_for` tells how many units of an account an amount of money is."""
    found = contents.get("tiers")
    if found is None:
        return None
    main = found.get("account", "")
    tiers = tuple(_tier(row, main, units_for) for row in found["ladder"])
    measured = (m for tier in tiers for m in (*tier.requires.all_of, *tier.requires.any_of))
    codes = dict.fromkeys([main] if main else [])
    codes |= dict.fromkeys(measure.code for measure in measured if measure.kind == "units")
    return Ladder(
        account=main,
        tiers=tiers,
        review=found.get("review", "calendar"),
        downgrade=found.get("downgrade", "one_step"),
        upgrade=found.get("upgrade", "immediate"),
        grace_days=found.get("grace_days", 0),
        warn_days=found.get("warn_days", 30),
        decay=Decay(**found["decay"]) if "decay" in found else None,
        accounts=tuple(codes),
    )


def compile_commitments(contents: Contents, units_for: UnitsFor) -> tuple[Commitment, ...]:
    """Make the commitments."""
    return tuple(
        Commitment(
            row["id"],
            _text(row["name"]),
            row["account"],
            _least(row, units_for),
            row.get("every", "quarter"),
            frozenset(row.get("not_segments", ())),
        )
        for row in contents.get("commitments", ())
    )


def _tier(row: Contents, main: str, units_for: UnitsFor) -> Tier:
    takes = row.get("requires", {})
    first = []
    if "threshold" in row:
        first = [Measure("units", main, row["threshold"] + (row.get("op") == "gt"))]
    return Tier(
        row["code"],
        _text(row["name"]),
        row.get("threshold"),
        row.get("op", "gte"),
        Requirement(
            (*first, *_measures(takes.get("all", ()), units_for)),
            tuple(_measures(takes.get("any", ()), units_for)),
        ),
        row.get("by", "units"),
        compile_gives(row.get("gives", ())),
    )


def _measures(rows: Any, units_for: UnitsFor) -> Iterator[Measure]:
    for row in rows:
        if "account" in row:
            yield Measure("units", row["account"], _least(row, units_for))
        elif "tenure_months" in row:
            yield Measure("tenure", "tenure", row["tenure_months"])
        elif "segment" in row:
            yield Measure("segment", row["segment"])
        else:
            yield Measure("attribute", row["attribute"], 0, row.get("is", True))


def _least(row: Contents, units_for: UnitsFor) -> int:
    """Give the least whole number of units that is enough."""
    if "at_least" in row:
        return int(row["at_least"])
    if "more_than" in row:
        return int(row["more_than"]) + 1
    return ceil(units_for(row["account"], str(row["amount"])))


def _text(found: str | Mapping[str, str]) -> Mapping[str, str]:
    return {"en": found} if isinstance(found, str) else dict(found)
