"""Manifests near the examples, and what may be asked of them: everything from one random number.

A mutant is an example with settings replaced, dropped, borrowed from other examples, or added as
the schema allows, mostly at the ends of what it allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from program import (
    Activity,
    Basket,
    Facts,
    Line,
    PresentedCode,
    Rejection,
    Standing,
    Terms,
    schema,
)
from program.activities import ActivityType
from program.marks import load
from tests.program.manifests import EXAMPLES

Place = tuple[str | int, ...]
SCHEMA = schema()
MOST_DEPTH = 6
WORDS = (
    "", "x", "0", "0.000001", "99.999999", "999999999999.999999", "1/3", "0.1%", "P1D", "P99Y",
    "1900-01-01", "2024-02-29", "2199-12-31", "22:00-02:00", "00:00-24:00", "EUR", "JPY", "KWD",
    "Pacific/Apia", "amount / 0", "data.x * 2", "line.amount * 3", "attribute.a + 1",
    "max(data.a, attribute.b)", "tier == 'gold'", "'a' in segments", "visits ?? 0",
)  # fmt: skip
NUMBERS = (-1, 0, 1, 2, 7, 100, 1000, 10**9, 10**12, 10**18 - 1)
MOMENTS = (
    datetime(2024, 2, 29, 12, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
)


@cache
def examples() -> tuple[dict[str, Any], ...]:
    """Read all example programs."""
    paths = sorted(EXAMPLES.glob("*.yaml"))
    return tuple(load(path.read_text(encoding="utf-8")).value for path in paths)


def places(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Give every place in a manifest and what stands there."""
    yield place, value
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in inner:
            yield from places(each, (*place, key))


@cache
def pool() -> dict[str | int, list[Any]]:
    """Gather what the examples have under each key."""
    found: dict[str | int, list[Any]] = {}
    for contents in examples():
        for place, value in places(contents):
            if place:
                found.setdefault(place[-1], []).append(value)
    return found


@cache
def blocks() -> tuple[dict[str, Any], ...]:
    """Gather the settings of every block that the schema knows."""
    found = [value["properties"] for _, value in places(SCHEMA) if _is_block(value)]
    return tuple(block for block in found if block)


def _is_block(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("properties"), dict)


def a_mutant(random: Random) -> dict[str, Any]:
    """Give an example with one to three changes."""
    contents = deepcopy(random.choice(examples()))
    for _ in range(random.choice((1, 1, 2, 3))):
        every = [(place, value) for place, value in places(contents) if place]
        place, value = random.choice(every)
        around: Any = contents
        for key in place[:-1]:
            around = around[key]
        change = random.randrange(6)
        if change == 0:
            around[place[-1]] = random.choice((*WORDS, *NUMBERS, True, None))
        elif change == 1:
            around[place[-1]] = deepcopy(random.choice(pool().get(place[-1], WORDS)))
        elif change == 2:
            del around[place[-1]]
        else:
            _add(contents, [each for _, each in every if isinstance(each, dict)], random)
    return contents


def _add(contents: dict[str, Any], mappings: list[Any], random: Random) -> None:
    """Add a setting that the schema knows to one of the blocks."""
    block = random.choice([contents, *mappings])
    known = [each for each in blocks() if block.keys() <= each.keys()]
    settings = random.choice(known) if known and block is not contents else SCHEMA["properties"]
    name = random.choice(sorted(settings))
    block[name] = written(settings[name], random, words_of(contents))


def words_of(contents: dict[str, Any]) -> list[str]:
    """Give the names that a manifest knows: accounts, activities, codes, tiers."""
    parts = (contents.get(part) for part in ("accounts", "activities", "codes"))
    names = [key for part in parts if isinstance(part, dict) for key in part]
    return [*names, *(value for place, value in places(contents) if place[-1:] == ("code",))]


def written(found: Any, random: Random, words: list[str], depth: int = 0) -> Any:
    """Write something that a part of the schema allows, or nearly."""
    while "$ref" in found:
        found = SCHEMA["$defs"][found["$ref"].rsplit("/", 1)[1]]
    if "const" in found or "enum" in found:
        return random.choice(found.get("enum", [found.get("const")]))
    kinds = found.get("type", "object" if "properties" in found else "string")
    kind = random.choice(kinds) if isinstance(kinds, list) else kinds
    if kind == "integer":
        least, most = found.get("minimum", 0), found.get("maximum", 10**18 - 1)
        return random.choice((least, min(least + 1, most), random.randint(least, most), most))
    if kind == "boolean":
        return random.random() < 0.5
    if kind == "array":
        count = random.randint(1, 3) if depth < MOST_DEPTH else 1
        return [written(found.get("items", {}), random, words, depth + 1) for _ in range(count)]
    if kind == "object":
        return _block(found, random, words, depth)
    return random.choice((*WORDS, *words))


def _block(found: Any, random: Random, words: list[str], depth: int) -> dict[str, Any]:
    needed = set(found.get("required", ()))
    needed |= set(random.choice(found.get("oneOf", [{}])).get("required", ()))
    settings = found.get("properties", {})
    block = {
        name: written(part, random, words, depth + 1)
        for name, part in settings.items()
        if name in needed or (depth < 2 and "oneOf" not in found and random.random() < 0.2)
    }
    rest = found.get("additionalProperties")
    if isinstance(rest, dict) and not settings:
        block[random.choice([*words, "a"])] = written(rest, random, words, depth + 1)
    return block


def a_basket(contents: dict[str, Any], terms: Terms, random: Random) -> Basket:
    """Give a basket of what the manifest speaks of, and of other things."""
    said = sorted({value for _, value in places(contents) if isinstance(value, str)})
    lines = []
    for no in range(1, random.randint(1, 7)):
        amount = random.choice((0, 1, 99, 100, 12_345, 500_000, 10**9))
        quantity = Decimal(random.choice(("0", "0.5", "1", "1.234", "2", "3", "12", "100")))
        line = Line(
            no,
            random.choice(said),
            quantity,
            amount,
            category=random.choice((None, *said)),
            brand=random.choice((None, *said)),
            gross_minor=random.choice((None, amount, amount * 2)),
            flags=frozenset(random.sample((*said, "shipping"), random.randrange(3))),
        )
        lines.append(line)
    partners = terms.partners.by_code if terms.partners else ()
    known: tuple[dict[str, Any], ...] = ({}, {"delivery": "courier", "table": 7, "a": True})
    return Basket(
        random.choice(MOMENTS),
        terms.currency,
        tuple(lines),
        channel=random.choice((None, "store", *said)),
        store_id=random.choice((None, *said)),
        partner=random.choice((None, *partners)),
        app_version=random.choice((None, "5.1-beta", "x")),
        attributes=random.choice(known),
    )


def a_standing(terms: Terms, random: Random) -> Standing:
    """Give a member of any age, holding anything, with any codes."""
    tiers = [tier.code for tier in terms.ladder.tiers] if terms.ladder else []
    series = [*terms.codes.series, None] if terms.codes else [None]
    over = Rejection.of("EXPIRED", ended_at="2026-01-01")
    codes = (
        PresentedCode(f"C{n}", random.choice(series), random.choice((None, None, over)))
        for n in range(random.randrange(3))
    )
    return Standing(
        random.choice((None, *tiers)),
        {code: random.choice((-5, 0, 1, 100, 10**6, 10**12)) for code in terms.accounts},
        {"points@2026-12-31": 5},
        a_member(random),
        tuple(codes),
    )


def a_member(random: Random) -> Facts:
    """Give what may be known of somebody."""
    moment = random.choice(MOMENTS)
    known: tuple[dict[str, Any], ...] = ({}, {"a": 1, "tariff": "A"}, {"a": "x", "b": 2})
    linked: tuple[dict[str, Any], ...] = ({}, {"household": ("hh_1",), "companion": ("mem_1",)})
    return Facts(
        joined_at=random.choice((None, moment)),
        birth_date=random.choice((None, date(2000, 2, 29), date(1980, 3, 29))),
        visits=random.choice((0, 1, 9, 1000)),
        last_visit_at=random.choice((None, moment)),
        segments=frozenset(random.sample(("a", "b", "x"), 2)),
        attributes=random.choice(known),
        paid_since=random.choice((None, moment)),
        paid_until=random.choice((None, moment)),
        links=random.choice(linked),
    )


def an_activity(kind: ActivityType, random: Random) -> Activity:
    """Give an activity of a type, with what it must bring and some of what it may."""
    some: dict[str, tuple[Any, ...]] = {
        "flag": (True, False),
        "text": ("a", "x"),
        "date": (date(2026, 3, 1),),
        "number": (Decimal(-3), Decimal(0), Decimal("1.5"), Decimal(999_999_999_999)),
        "money": (Decimal(0), Decimal("99.99"), Decimal(999_999_999_999)),
    }
    given = {
        field.name: random.choice(field.choices or some[field.kind])
        for field in kind.fields
        if field.is_required or random.random() < 0.5
    }
    return Activity(kind.code, "1", random.choice(MOMENTS), given, "till")
