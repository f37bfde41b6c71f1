"""Properties that hold for any basket under discounts of all kinds."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import chain, combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from program import Line
from program.pricing.solving import conflicts
from program.pricing.stacking import Settlement
from program.values import Priced
from tests.program.pricing.shelf import Rule, a_rule, buy, matched

HOWS = ("sum", "max", "multiply", "exclusive")
WHENS: list[dict[str, Any]] = [
    {}, {"categories": ["b"]}, {"skus": ["s1", "s2"]}, {"exclude_categories": ["b > c"]},
    {"min_amount": 500},
]  # fmt: skip
EFFECTS: list[dict[str, Any]] = [
    {"discount": {"percent": "7.5"}},
    {"discount": {"percent": 10, "on": "lines"}},
    {"discount": {"amount": 50}},
    {"discount": {"amount": 3, "on": "lines"}},
    {"discount": {"price": 300}},
    {"discount": {"percent": 50, "on": "cheapest", "items": 2}},
    {"prices": {"s1": 20, "s2": "9.99"}},
    {"ladder": {"steps": [{"from": 100, "percent": 3}, {"from": 1000, "percent": 8}]}},
    {"bands": {"steps": [{"above": 2, "percent": 10}, {"above": 5, "percent": 20}]}},
    {"buy_get": {"buy": 1, "get": 1}},
    {"buy_get": {"buy": 2, "get": 1, "percent": 50, "share": "free_items"}},
    {"bundle": {"parts": [{"goods": {"skus": ["s1"]}}, {"goods": {"skus": ["s2"]}}], "price": 25}},
    {"gift": {"sku": "s3"}},
    {"discount": {"percent": 30}, "max_amount": 20},
]


@st.composite
def lines(draw: st.DrawFn) -> tuple[Line, ...]:
    """Draw up to seven lines of three categories, some by weight."""
    quantities = st.one_of(st.integers(0, 6).map(Decimal), st.decimals("0.001", 5, places=3))
    return tuple(
        Line(
            no=number,
            sku=f"s{draw(st.integers(1, 4))}",
            quantity=draw(quantities),
            amount_minor=draw(st.integers(0, 90_000)),
            category=draw(st.sampled_from(["a", "b", "b > c", None])),
        )
        for number in draw(st.lists(st.integers(1, 50), max_size=7, unique=True))
    )


@st.composite
def shelves(
    draw: st.DrawFn,
    hows: tuple[str, ...] = HOWS,
    effects: tuple[dict[str, Any], ...] = tuple(EFFECTS),
) -> tuple[list[Rule], dict[str, Any]]:
    """Draw up to six rules in two groups, some of which cannot be combined."""
    rules = []
    for number in range(draw(st.integers(1, 6))):
        rule = a_rule(f"r{number}", **draw(st.sampled_from(effects)))
        rule["when"] = draw(st.sampled_from(WHENS))
        if draw(st.booleans()):
            rule["group"] = "late"
        against = draw(st.integers(0, 8))
        if against != number:
            rule["not_with"] = [f"r{against}"]
        rules.append(rule)
    group = {
        "how": draw(st.sampled_from(hows)), "per": draw(st.sampled_from(["line", "receipt"])),
        "base": draw(st.sampled_from(["initial", "running"])),
    }  # fmt: skip
    late = {"id": "late", "how": draw(st.sampled_from(hows))}
    return rules, {**group, "groups": [late]}


def total(priced: Priced) -> int:
    return sum(line.amount_minor for line in priced.lines)


@given(shelves((*HOWS, "first")), lines())
def test_discounts_sum_to_the_kopeck_and_no_price_is_below_zero(
    shelf: tuple[list[Rule], dict[str, Any]], bought: tuple[Line, ...]
) -> None:
    priced = buy(shelf[0], *bought, stacking=shelf[1])

    off: dict[int, int] = {}
    for discount in priced.discounts:
        assert discount.amount_minor > 0
        off[discount.line_no] = off.get(discount.line_no, 0) + discount.amount_minor
    for before, after in zip(bought, priced.lines, strict=True):
        assert replace(before, amount_minor=after.amount_minor) == after
        assert after.amount_minor == before.amount_minor - off.get(before.no, 0) >= 0


@given(shelves(), lines(), st.randoms(use_true_random=False))
def test_neither_lines_nor_rules_have_an_order(
    shelf: tuple[list[Rule], dict[str, Any]], bought: tuple[Line, ...], chance: Any
) -> None:
    rules, stacking = shelf
    priced = buy(rules, *bought, stacking=stacking)
    other_rules, other_lines = list(rules), list(bought)
    chance.shuffle(other_rules)
    chance.shuffle(other_lines)

    other = buy(other_rules, *other_lines, stacking=stacking)

    by_number = {line.no: line.amount_minor for line in other.lines}
    assert by_number == {line.no: line.amount_minor for line in priced.lines}
    assert set(other.discounts) == set(priced.discounts)


@given(shelves((*HOWS, "first")), lines())
def test_a_rule_that_means_nothing_here_changes_nothing(
    shelf: tuple[list[Rule], dict[str, Any]], bought: tuple[Line, ...]
) -> None:
    rules, stacking = shelf
    idle = a_rule("idle", when={"skus": ["none"]}, discount={"percent": 90}, not_with=["r0"])

    assert buy([idle, *rules], *bought, stacking=stacking) == buy(rules, *bought, stacking=stacking)


@settings(deadline=None)
@given(shelves(), lines())
def test_the_best_is_never_worse_than_one_rule_alone(
    shelf: tuple[list[Rule], dict[str, Any]], bought: tuple[Line, ...]
) -> None:
    rules, stacking = shelf
    best = total(buy(rules, *bought, stacking=stacking))

    for rule in rules:
        assert best <= total(buy([rule], *bought, stacking=stacking)) + len(rules)


# A fixed price of the whole order is the same whatever came off before: more rules do not help it.
FALLING = tuple(found for found in EFFECTS if "price" not in found.get("discount", {}))


@settings(deadline=None)
@given(shelves(effects=FALLING), lines())
def test_no_combination_without_a_conflict_is_better(
    shelf: tuple[list[Rule], dict[str, Any]], bought: tuple[Line, ...]
) -> None:
    rules, stacking = shelf
    terms, goods, candidates = matched(rules, *bought, stacking=stacking)
    neighbours = conflicts(terms, candidates)
    numbers = range(len(candidates))
    subsets = chain.from_iterable(combinations(numbers, n) for n in range(len(candidates) + 1))
    settle = Settlement(terms, goods).settle

    lowest = min(
        settle([candidates[v] for v in subset]).total
        for subset in subsets
        if not any(neighbours[v] >> other & 1 for v in subset for other in subset)
    )

    # Rounding of one rule after another may be worth a kopeck each.
    assert lowest <= total(buy(rules, *bought, stacking=stacking)) <= lowest + len(rules)
