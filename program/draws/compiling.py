"""From the section `draws` to terms: odds become exact fractions that stand end to end."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Any

from program.conditions import compile_when
from program.draws.terms import Draw, DrawsTerms, Prize, Text

Contents = Mapping[str, Any]


def compile_draws(contents: Contents) -> DrawsTerms | None:
    """Compile the draws of a manifest; None if it has none."""
    found = contents.get("draws")
    if not found:
        return None
    return DrawsTerms({one["code"]: _draw(one, contents["currency"]) for one in found})


def chance_of(text: str | int) -> Fraction:
    """Read odds as in 1/4, 25% or 0.25. Raises ValueError and ZeroDivisionError."""
    spelled = str(text).replace(" ", "")
    if spelled.endswith("%"):
        return Fraction(spelled[:-1]) / 100
    return Fraction(spelled)


def shares_of(draw: Contents) -> list[Fraction]:
    """Give the odds of each prize: its own, or its weight's share of those of the draw."""
    prizes = draw["prizes"]
    if "odds" not in draw:
        return [chance_of(prize["odds"]) for prize in prizes]
    whole = sum(prize.get("weight", 1) for prize in prizes)
    return [chance_of(draw["odds"]) * prize.get("weight", 1) / whole for prize in prizes]


def _draw(found: Contents, currency: str) -> Draw:
    lines, occasion = compile_when(found.get("when", {}), currency)
    bounds = list(accumulate(shares_of(found), initial=Fraction(0)))
    pairs = zip(found["prizes"], pairwise(bounds), strict=True)
    return Draw(
        code=found["code"],
        name=_text(found["name"]),
        on=found.get("on", "receipt"),
        activities=frozenset(found.get("activities", ())),
        lines=lines,
        occasion=occasion,
        prizes=tuple(_prize(prize, *between) for prize, between in pairs),
        per=found.get("per", "order"),
        period=found.get("period", "month"),
        budget=found.get("budget"),
        reveal_after_days=found.get("reveal_after_days", 1),
        on_return=found.get("on_return", "full"),
        texts={state: _text(text) for state, text in found.get("texts", {}).items()},
    )


def _prize(found: Contents, lower: Fraction, upper: Fraction) -> Prize:
    give = found["give"]
    return Prize(
        code=found["code"],
        name=_text(found["name"]),
        lower=lower,
        upper=upper,
        account=give.get("account"),
        amount=give.get("amount", 1),
        series=give.get("series"),
        budget=found.get("budget"),
    )


def _text(found: str | Text) -> Text:
    return {"en": found} if isinstance(found, str) else dict(found)
