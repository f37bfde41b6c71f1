"""What the schema cannot say of codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from program.calendar import span_of
from program.codes.rules import normalise
from program.findings import Finding

Contents = Mapping[str, Any]


def codes_findings(contents: Contents) -> Iterator[Finding]:
    """Give everything about codes that does not fit."""
    texts: dict[str, str] = {}
    for name, series in contents.get("codes", {}).items():
        where = f"/codes/{name}"
        yield from _days(series, where)
        yield from _batches(series.get("batches", {}), f"{where}/batches")
        if series["kind"] != "generic":
            continue
        text = normalise(series["text"])
        if len(text) < 3:
            yield Finding(f"{where}/text", "A text needs three letters or digits.")
        if text in texts:
            yield Finding(f"{where}/text", f"{texts[text]} has this text already.")
        texts.setdefault(text, name)
        if "for" in series.get("valid", {}):
            hint = "Write from and until."
            yield Finding(f"{where}/valid/for", "A generic code is not issued to anybody.", hint)


def _days(series: Contents, where: str) -> Iterator[Finding]:
    valid = series.get("valid", {})
    places = [("valid", name) for name in ("from", "until")] + [("batches", "from")]
    for block, name in places:
        text = series.get(block, {}).get(name)
        if text is not None and not _is_day(text):
            yield Finding(f"{where}/{block}/{name}", f"There is no day {text}.")
    if valid.get("from", "0") > valid.get("until", "9"):
        yield Finding(f"{where}/valid/until", "The last day comes before the first.")


def _batches(batches: Contents, where: str) -> Iterator[Finding]:
    every = span_of(batches["every"]) if "every" in batches else None
    if every is not None and (every.months or not every.days):
        hint = "For days of the month, write monthly: [15, last]."
        yield Finding(f"{where}/every", "The distance is counted in days or weeks.", hint)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
