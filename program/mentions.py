"""What rules mention, held against what the manifest declares and what their occasion brings.

A receipt has no data, an activity no basket, and an activity brings the fields that it declares.
A name that leads nowhere would never hold and never say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from program.activities import OF_RECEIPT
from program.conditions import BadExpression, compared, parse, whens
from program.findings import Finding, hint_at, unknown
from program.marks import pointer_to

Contents = Mapping[str, Any]
_UNITS = ("add", "grant", "deduct", "partner")
_OF_BASKET = "basket"
_MONEY = ("amount", "total")


@dataclass(frozen=True, slots=True)
class _Place:
    """A rule, where it stands, and of which activities it is: None is a receipt or no occasion."""

    pointer: str
    rule: Contents
    types: tuple[str, ...] | None
    what: str


def mention_findings(contents: Contents) -> Iterator[Finding]:
    """Give every name in conditions and formulas that leads nowhere."""
    for place in _places(contents):
        for pointer, when in whens(place.rule, place.pointer):
            yield from _lists(contents, when, pointer)
            for family in ("data", "basket", "attributes"):
                for name, value in when.get(family, {}).items():
                    inner = f"{pointer}/{family}{pointer_to(name)}"
                    words = value if isinstance(value, list) else [value]
                    texts = [word for word in words if isinstance(word, str)]
                    key = f"{family.removesuffix('s')}.{name}"
                    yield from _name(contents, place, key, inner)
                    yield from _choices(contents, place, key, texts, inner)
        for pointer, text in _formulas(place):
            yield from _formula(contents, place, text, pointer)
        yield from _table(contents, place)
    yield from _tiers_attributes(contents)
    yield from _set_attributes(contents)


def _places(contents: Contents) -> Iterator[_Place]:
    for n, rule in enumerate(contents.get("earning", ())):
        on = rule.get("on", "receipt")
        yield _Place(f"/earning/{n}", rule, None if on == "receipt" else (on,), "A receipt")
    for n, rule in enumerate(contents.get("pricing", ())):
        yield _Place(f"/pricing/{n}", rule, None, "A receipt")
    for n, rule in enumerate(contents.get("rewards", ())):
        yield _Place(f"/rewards/{n}", rule, None, "A reward")
    for n, rule in enumerate(contents.get("draws", ())):
        is_on = rule.get("on", "receipt") == "activity"
        types = tuple(rule.get("activities", ())) if is_on else None
        yield _Place(f"/draws/{n}", rule, types, "A receipt")
    for code, rule in contents.get("activities", {}).items():
        yield _Place(f"/activities{pointer_to(code)}", rule, (code,), "")


def _lists(contents: Contents, when: Contents, pointer: str) -> Iterator[Finding]:
    """Want series, partners, and the tiers of an early access to be declared."""
    known = {
        "codes": ("series of codes", list(contents.get("codes", {})), "Series"),
        "partners": ("partner", _codes(contents.get("partners", ())), "Partners"),
    }
    for name, (what, names, called) in known.items():
        for n, word in enumerate(when.get(name, ())):
            if word not in names:
                yield unknown(f"{pointer}/{name}/{n}", what, word, names, called=called)
    for n, word in enumerate(when.get("early_access", {}).get("tiers", ())):
        if word not in _ladder(contents):
            yield _no_tier(contents, word, f"{pointer}/early_access/tiers/{n}")


def _formulas(place: _Place) -> Iterator[tuple[str, str]]:
    for pointer, when in whens(place.rule, place.pointer):
        if "if" in when:
            yield f"{pointer}/if", str(when["if"])
    if "formula" in place.rule.get("give", {}):
        yield f"{place.pointer}/give/formula", str(place.rule["give"]["formula"])
    for n, effect in enumerate(place.rule.get("then", ())):
        for kind in _UNITS:
            if "amount" in effect.get(kind, {}):
                yield f"{place.pointer}/then/{n}/{kind}/amount", str(effect[kind]["amount"])


def _formula(contents: Contents, place: _Place, text: str, pointer: str) -> Iterator[Finding]:
    try:
        names = parse(text).names
    except BadExpression:
        return
    for name in sorted(names):
        yield from _name(contents, place, name, pointer)
    for name, word in compared(text):
        yield from _choices(contents, place, name, [word], pointer)


def _table(contents: Contents, place: _Place) -> Iterator[Finding]:
    table = place.rule.get("give", {}).get("table")
    if table is None:
        return
    where = f"{place.pointer}/give/table"
    rows: list[tuple[str, Any]] = [(f"{where}/rates", table["rates"])]
    for n, name in enumerate(table["by"]):
        yield from _name(contents, place, name, f"{where}/by/{n}")
        inner = []
        for pointer, rates in rows:
            for key, below in rates.items() if isinstance(rates, Mapping) else ():
                yield from _choices(contents, place, name, [key], f"{pointer}{pointer_to(key)}")
                inner.append((f"{pointer}{pointer_to(key)}", below))
        rows = inner


def _name(contents: Contents, place: _Place, name: str, pointer: str) -> Iterator[Finding]:
    """Want a field to be brought by the occasion, and an attribute to be declared."""
    family, _, key = name.partition(".")
    if family == "data" and key:
        yield from _field(contents, place, key, pointer)
    elif family == _OF_BASKET and key and place.types is not None:
        hint = "What an activity brings is called data."
        yield Finding(pointer, f"An activity has no basket, so no {name}.", hint)
    elif name == "quantity" and place.types is not None:
        hint = f"What it brings: {_fields(contents, place.types)}."
        yield Finding(pointer, "An activity has no goods, so no quantity.", hint)
    elif name in _MONEY and place.types is not None:
        if not any("amount" in _brought(contents, code) for code in place.types):
            hint = f"{name} is its field amount; it brings: {_fields(contents, place.types)}."
            yield Finding(pointer, f"{' and '.join(place.types)} brings no amount.", hint)
    elif family == "attribute" and key and "attributes" in contents:
        known = contents["attributes"]
        if key not in known:
            yield unknown(pointer, "attribute", key, known, called="Attributes")


def _field(contents: Contents, place: _Place, key: str, pointer: str) -> Iterator[Finding]:
    if place.types is None:
        near = "Write on: with the activity that brings it." if "/earning" in place.pointer else ""
        yield Finding(pointer, f"{place.what} has no data, so no data.{key}.", near)
        return
    known = [name for code in place.types for name in _brought(contents, code)]
    declared = contents.get("activities", {})
    if key not in known and any(code in declared for code in place.types):
        hint = hint_at(key, sorted(set(known)), called="Fields")
        yield Finding(pointer, f"{' and '.join(place.types)} brings no {key}.", hint)


def _brought(contents: Contents, code: str) -> list[str]:
    found = contents.get("activities", {}).get(code, {})
    return [*found.get("data", {}), *(OF_RECEIPT if "cites" in found else ())]


def _fields(contents: Contents, types: Iterable[str]) -> str:
    names = sorted({f"data.{name}" for code in types for name in _brought(contents, code)})
    return ", ".join(names) or "none yet"


def _choices(
    contents: Contents, place: _Place, name: str, words: list[str], pointer: str
) -> Iterator[Finding]:
    """Want a text that something is held against to be one that it can have."""
    choices = _possible(contents, place, name)
    for word in words:
        if choices is not None and word not in choices:
            if name == "tier":
                yield _no_tier(contents, word, pointer)
            else:
                hint = hint_at(word, [each for each in choices if each], called="It can be")
                yield Finding(pointer, f"{name} is never {word or 'empty'}.", hint)


def _possible(contents: Contents, place: _Place, name: str) -> list[str] | None:
    """List what a name can be, None where nobody knows."""
    family, _, key = name.partition(".")
    if name == "tier":
        return [*_ladder(contents), ""]
    if name == "weekday":
        return ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    if name == "partner" and contents.get("partners"):
        return [*_codes(contents["partners"]), ""]
    rows: list[Contents] = []
    if family == "attribute":
        rows = [contents.get("attributes", {}).get(key, {})]
    if family == "data":
        found = [contents.get("activities", {}).get(code, {}) for code in place.types or ()]
        rows = [row["data"][key] for row in found if key in row.get("data", {})]
    if not rows or any("choices" not in row for row in rows):
        return None
    return [choice for row in rows for choice in row["choices"]]


def _tiers_attributes(contents: Contents) -> Iterator[Finding]:
    """Want what tiers ask for to be declared, where attributes are."""
    known = contents.get("attributes")
    for n, tier in enumerate(contents.get("tiers", {}).get("ladder", ())):
        for part in ("all", "any"):
            for m, measure in enumerate(tier.get("requires", {}).get(part, ())):
                name = measure.get("attribute")
                if known is not None and name is not None and name not in known:
                    pointer = f"/tiers/ladder/{n}/requires/{part}/{m}/attribute"
                    yield unknown(pointer, "attribute", name, known, called="Attributes")


def _set_attributes(contents: Contents) -> Iterator[Finding]:
    """Want what activities set to be declared, where attributes are, and tiers of rises."""
    known = contents.get("attributes")
    for code, found in contents.get("activities", {}).items():
        where = f"/activities{pointer_to(code)}"
        for n, effect in enumerate(found.get("then", ())):
            for name in effect.get("set", ()):
                if known is not None and name not in known:
                    pointer = f"{where}/then/{n}/set{pointer_to(name)}"
                    yield unknown(pointer, "attribute", name, known, called="Attributes")
        for n, word in enumerate(found.get("happens", {}).get("tiers", ())):
            if word not in _ladder(contents):
                yield _no_tier(contents, word, f"{where}/happens/tiers/{n}")
    for n, draw in enumerate(contents.get("draws", ())):
        for m, code in enumerate(draw.get("activities", ())):
            if code not in contents.get("activities", {}):
                pointer = f"/draws/{n}/activities/{m}"
                yield unknown(pointer, "activity", code, contents.get("activities", {}))


def _ladder(contents: Contents) -> list[str]:
    return _codes(contents.get("tiers", {}).get("ladder", ()))


def _codes(rows: Iterable[Contents]) -> list[str]:
    return [row["code"] for row in rows]


def _no_tier(contents: Contents, word: str, pointer: str) -> Finding:
    hint = hint_at(word, _ladder(contents), called="Tiers")
    if word in ("none", "no", "null"):
        hint = 'Without a tier it is empty: "".'
    return Finding(pointer, f"There is no tier {word} in the ladder.", hint)
