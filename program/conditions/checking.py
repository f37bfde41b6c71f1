"""What a schema cannot say of conditions: that they fit the rest, and can ever be true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from program.conditions.compiling import minutes_of
from program.conditions.expressions import BadExpression, parse
from program.findings import Finding, amount_findings, hint_at

Contents = Mapping[str, Any]
_INCLUDED = ("categories", "skus", "brands", "flags")
# What is inside these is no condition, but where the keys are names that the operator gives.
_FREE = frozenset({"attributes", "data", "basket", "rates", "texts", "terms"})
_NAMED = frozenset({"/accounts", "/activities", "/codes"})


def whens(contents: Any, pointer: str = "") -> Iterator[tuple[str, Contents]]:
    """Give every `when` of a manifest, wherever it stands, with its pointer."""
    if isinstance(contents, list):
        for place, each in enumerate(contents):
            yield from whens(each, f"{pointer}/{place}")
    elif isinstance(contents, Mapping):
        is_named = pointer in _NAMED
        for key, value in contents.items():
            if key == "when" and not is_named and isinstance(value, Mapping):
                yield f"{pointer}/when", value
            elif is_named or key not in _FREE:
                yield from whens(value, f"{pointer}/{key}")


def when_findings(contents: Contents) -> Iterator[Finding]:
    """Give everything in the conditions of a manifest that does not fit the rest of it."""
    known = {
        "tiers": {tier["code"] for tier in contents.get("tiers", {}).get("ladder", ())},
        "accounts": set(contents.get("accounts", {})),
    }
    for pointer, when in whens(contents):
        for name, codes in known.items():
            for place, code in enumerate(when.get(name, ())):
                if code not in codes:
                    inner = place if name == "tiers" else code
                    yield _unknown(f"{pointer}/{name}/{inner}", name, code, codes)
        yield from _dates(when, pointer)
        yield from _hours(when, pointer)
        least = when.get("min_amount")
        yield from amount_findings(least, f"{pointer}/min_amount", contents["currency"])
        if "if" in when:
            yield from expression_findings(when["if"], f"{pointer}/if", contents, wanted="truth")


def expression_findings(
    text: str | int,
    pointer: str,
    contents: Contents,
    *,
    wanted: str = "number",
    has_lines: bool = False,
) -> Iterator[Finding]:
    """Give what is wrong with a formula: its words, its parts, the accounts that it names.

    Only a formula that `has_lines` is reckoned line by line and can name what is of a line.
    """
    try:
        found = parse(str(text), wanted=wanted)
    except BadExpression as bad:
        yield Finding(pointer, bad.message, bad.hint)
        return
    accounts = set(contents.get("accounts", {}))
    if found.is_by_line and not has_lines:
        hint = "Say which lines are meant by skus, categories, brands and flags."
        yield Finding(pointer, "This formula is not reckoned line by line.", hint)
    for name in sorted(found.names):
        family, _, key = name.partition(".")
        if family == "balance" and key not in accounts:
            yield _unknown(pointer, "accounts", key, accounts)


def _unknown(pointer: str, kind: str, code: str, known: set[str]) -> Finding:
    what = {"tiers": f"tier {code} in the ladder", "accounts": f"account {code}"}[kind]
    return Finding(pointer, f"There is no {what}.", hint_at(code, sorted(known)))


def _dates(when: Contents, pointer: str) -> Iterator[Finding]:
    for name in ("from", "until"):
        try:
            date.fromisoformat(when.get(name, "2026-01-01"))
        except ValueError:
            yield Finding(f"{pointer}/{name}", f"There is no day {when[name]}.")


def _hours(when: Contents, pointer: str) -> Iterator[Finding]:
    for span in _spans(when):
        first, last = minutes_of(span)
        if first == last:
            hint = 'For the whole day leave hours out, or write "00:00-24:00".'
            yield Finding(f"{pointer}/hours", f"{span} begins when it ends.", hint)


def _spans(when: Contents) -> list[str]:
    found = when.get("hours", [])
    return [found] if isinstance(found, str) else list(found)


def why_never(when: Contents) -> str:
    """Say why these conditions can never be true together, or nothing."""
    for goods in (when, when.get("with", {})):
        for name in _INCLUDED:
            if name in goods and set(goods[name]) <= set(goods.get(f"exclude_{name}", ())):
                return f"every one of its {name} is excluded"
    if "from" in when and "until" in when and when["from"] > when["until"]:
        return f"it ends on {when['until']}, before it begins on {when['from']}"
    if "segments" in when and set(when["segments"]) <= set(when.get("not_segments", ())):
        return "it wants segments that it also refuses"
    if when.get("visit", 0) and (
        when["visit"] < when.get("min_visits", 1) or when["visit"] % when.get("every_visit", 1)
    ):
        return f"visit {when['visit']} is not among the other visits that it wants"
    days = when.get("days_since_last", {})
    if days.get("min", 0) > days.get("max", days.get("min", 0)):
        return "the days since the last visit exclude each other"
    if days and when.get("visit") == 1:
        return "a first visit has no visit before it"
    return _dates_never(when) or _limits_never(when)


def _dates_never(when: Contents) -> str:
    """Say whether none of the wanted weekdays lies between the dates."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    if not {"from", "until", "weekdays"} <= when.keys():
        return ""
    first, last = date.fromisoformat(when["from"]), date.fromisoformat(when["until"])
    if (last - first).days >= len(names):
        return ""
    held = {names[(first.weekday() + day) % 7] for day in range((last - first).days + 1)}
    return "" if held & set(when["weekdays"]) else "none of its weekdays lies between its dates"


def _limits_never(when: Contents) -> str:
    for section in ("accounts", "attributes", "basket", "data"):
        for name, found in when.get(section, {}).items():
            limits = found if isinstance(found, Mapping) else {}
            least = [Fraction(str(limits[key])) for key in ("gte", "gt") if key in limits]
            most = [Fraction(str(limits[key])) for key in ("lte", "lt") if key in limits]
            is_open = "gt" in limits or "lt" in limits
            if least and most and (max(least), is_open) >= (min(most), True):
                return f"the limits of {name} exclude each other"
    return ""
