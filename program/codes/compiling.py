"""From the manifest's series of codes to terms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from program.calendar import span_of
from program.codes.rules import normalise
from program.codes.terms import BatchPlan, CodesTerms, Series, Validity

Contents = Mapping[str, Any]
_SINGLE = frozenset({"unique", "personal"})


def compile_codes(contents: Contents) -> CodesTerms | None:
    """Make the terms of the section, None where it is missing."""
    found = contents.get("codes")
    if found is None:
        return None
    series = {name: _series(name, part) for name, part in found.items()}
    generic = {normalise(part.text): name for name, part in series.items() if part.text}
    return CodesTerms(series, generic)


def _series(name: str, found: Contents) -> Series:
    limit, title = found.get("limit", {}), found.get("name", name)
    total = limit.get("total", 1 if found["kind"] in _SINGLE else None)
    return Series(
        name=name,
        kind=found["kind"],
        title={"en": title} if isinstance(title, str) else dict(title),
        text=found.get("text"),
        validity=_validity(found.get("valid", {})),
        total=total,
        per_member=limit.get("per_member"),
        per_day=limit.get("per_day"),
        frees_on_return=found.get("on_return", "release") == "release",
        prefix=found.get("prefix", ""),
        length=found.get("length", 10),
        batches=_batches(found.get("batches")),
    )


def _validity(found: Contents) -> Validity:
    lasts = span_of(found["for"]) if "for" in found else None
    return Validity(_day(found.get("from")), _day(found.get("until")), lasts)


def _batches(found: Contents | None) -> BatchPlan | None:
    if found is None:
        return None
    monthly = tuple(0 if day == "last" else day for day in found.get("monthly", ()))
    every = span_of(found["every"]).days if "every" in found else 0
    return BatchPlan(found["size"], monthly, every, _day(found.get("from")))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
