"""From the `when` of a manifest to a selection of lines and an occasion.

Conditions stand in the order in which they are told: dates first, then place and member, and
amounts last, so that a shopper hears of a missing amount only when all else is right.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from foundation.money import to_minor
from program.conditions import baskets, formulas, members, places, times
from program.conditions.expressions import parse
from program.conditions.matching import Wanted, wanted
from program.conditions.terms import Condition, Occasion, Selection

Contents = Mapping[str, Any]
SCHEMA_PATH = Path(__file__).with_name("schema.json")
WHEN_SCHEMA: dict[str, Any] = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))["$defs"]["when"]
_INCLUDED = ("categories", "skus", "brands", "flags")


def compile_when(found: Contents, currency: str) -> tuple[Selection, Occasion]:
    """Compile the `when` of a rule that passed the schema and the checks."""
    lines = compile_selection(found)
    return lines, Occasion(tuple(_conditions(found, currency, lines)))


def compile_selection(found: Contents) -> Selection:
    """Compile which lines are meant; other keys are not looked at."""
    names = [*_INCLUDED, *(f"exclude_{name}" for name in _INCLUDED)]
    return Selection(
        categories=_set(found.get("categories")),
        skus=_set(found.get("skus")),
        brands=_set(found.get("brands")),
        flags=_set(found.get("flags")),
        exclude_categories=frozenset(found.get("exclude_categories", ())),
        exclude_skus=frozenset(found.get("exclude_skus", ())),
        exclude_brands=frozenset(found.get("exclude_brands", ())),
        exclude_flags=frozenset(found.get("exclude_flags", ())),
        is_everything=not any(name in found for name in names),
    )


def _set(found: list[str] | None) -> frozenset[str] | None:
    return None if found is None else frozenset(found)


def _conditions(found: Contents, currency: str, lines: Selection) -> Iterator[Condition]:
    for name, make in _MAKERS.items():
        if name == "from" and "early_access" in found:
            early, first = found["early_access"], date.fromisoformat(found["from"])
            yield times.BegunEarly(first, early["hours"], frozenset(early["tiers"]))
        elif name in found:
            yield make(found[name])
    if {"visit", "every_visit", "min_visits"} & set(found):
        first, every, least = (found.get(n, 0) for n in ("visit", "every_visit", "min_visits"))
        yield members.Visits(first, every, least)
    if "min_quantity" in found:
        yield baskets.MinQuantity(Decimal(str(found["min_quantity"])), lines)
    if "with" in found:
        least = found["with"].get("min_quantity")
        yield baskets.With(
            compile_selection(found["with"]), None if least is None else Decimal(str(least))
        )
    if "if" in found:
        yield formulas.Formula(parse(str(found["if"]), wanted="truth"), currency, lines)
    if "min_amount" in found:
        least = to_minor(str(found["min_amount"]), currency) + (found.get("min_amount_op") == "gt")
        of_lines = lines if found.get("min_amount_of") == "lines" else None
        yield baskets.MinAmount(least, currency, of_lines)


def _hours(found: str | list[str]) -> times.Hours:
    spans = [found] if isinstance(found, str) else found
    return times.Hours(tuple(minutes_of(span) for span in spans))


def minutes_of(span: str) -> tuple[int, int]:
    """Read 18:00-22:00 as minutes of the day; 24:00 is its end."""
    first, last = (part.strip().split(":") for part in span.split("-"))
    return int(first[0]) * 60 + int(first[1]), int(last[0]) * 60 + int(last[1])


def _wanted(found: Contents) -> tuple[tuple[str, Wanted], ...]:
    return tuple((name, wanted(value)) for name, value in found.items())


def _days_since(found: Contents) -> members.DaysSinceLast:
    return members.DaysSinceLast(found.get("min", 0), found.get("max"))


def _tenure(found: Contents) -> members.Tenure:
    return members.Tenure(12 * found.get("years", 0) + found.get("months", 0), found.get("days", 0))


def _app(found: str | int) -> places.AppVersion:
    return places.AppVersion(places.version_of(str(found)) or (), str(found))


_MAKERS: dict[str, Callable[[Any], Condition]] = {
    "from": lambda found: times.Begun(date.fromisoformat(found)),
    "until": lambda found: times.NotOver(date.fromisoformat(found)),
    "stores": lambda found: places.Stores(frozenset(found)),
    "channels": lambda found: places.Channels(frozenset(found)),
    "partners": lambda found: places.Partners(frozenset(found)),
    "weekdays": lambda found: times.Weekdays(
        frozenset(times.DAY_NAMES.index(day) for day in found)
    ),
    "hours": _hours,
    "tiers": lambda found: members.Tiers(frozenset(found)),
    "paid": members.Paid,
    "segments": lambda found: members.Segments(frozenset(found)),
    "not_segments": lambda found: members.NotSegments(frozenset(found)),
    "attributes": lambda found: members.Attributes(_wanted(found)),
    "links": lambda found: members.Links(frozenset(found)),
    "min_tenure": _tenure,
    "birthday": lambda found: times.Birthday(**found),
    "new_visit": members.NewVisit,
    "days_since_last": _days_since,
    "min_app_version": _app,
    "codes": lambda found: baskets.Codes(frozenset(found)),
    "accounts": lambda found: members.Balances(_wanted(found)),
    "basket": lambda found: baskets.Known("basket", _wanted(found)),
    "data": lambda found: baskets.Known("data", _wanted(found)),
}
