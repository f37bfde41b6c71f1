"""How discounts stand together: groups, what cannot be combined, the best for the shopper."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from tests.program.pricing.shelf import a_line, a_rule, buy, by_line, off, paid, why

APPLE = off(10, "apple", when={"brands": ["Apple"]})
ACCESSORY = off(5, "accessory", when={"categories": ["accessories"]})
CABLE = a_line(1, 2000, brand="Apple", category="accessories")


@pytest.mark.parametrize(
    ("stacking", "expected"),
    [
        ({}, "1800"),
        ({"how": "max"}, "1800"),
        ({"how": "max", "per": "receipt"}, "1800"),
        ({"how": "sum"}, "1700"),
        ({"how": "multiply"}, "1710"),
        ({"how": "first"}, "1900"),
        ({"how": "first", "per": "receipt"}, "1900"),
        ({"how": "exclusive"}, "1800"),
    ],
)
def test_a_group_says_how_its_rules_count(stacking: dict[str, Any], expected: str) -> None:
    assert paid(buy([ACCESSORY, APPLE], CABLE, stacking=stacking)) == Decimal(expected)


def test_the_best_is_chosen_for_every_line_or_once() -> None:
    case = a_line(2, 1000, category="accessories")

    assert by_line(buy([ACCESSORY, APPLE], CABLE, case)) == [1800, 950]
    once = buy([ACCESSORY, APPLE], CABLE, case, stacking={"how": "max", "per": "receipt"})
    assert by_line(once) == [1800, 1000]


@pytest.mark.parametrize(("base", "expected"), [("initial", "700"), ("running", "720")])
def test_a_group_takes_off_the_first_price_or_what_is_left(base: str, expected: str) -> None:
    stacking = {"groups": [{"id": "later", "base": base}]}
    rules = [off(20, "member", group="later"), off(10, "spring")]

    assert paid(buy(rules, 1000, stacking=stacking)) == Decimal(expected)


def test_rules_in_no_order_settle_the_same_in_any_order() -> None:
    rules = [off("12.5"), off(7), a_rule("a", discount={"amount": 13}), off(3, "lines")]
    lines = ("33.33", "19.99", "7.77")
    for how in ("sum", "max", "multiply", "exclusive"):
        prices = {
            paid(buy(list(order), *lines, stacking={"how": how})) for order in permutations(rules)
        }
        assert len(prices) == 1


def test_what_cannot_be_combined_never_beats_a_better_combination() -> None:
    rules = [
        off(10, "poor", not_with=["rich", "good"], when={"codes": ["poor"]}),
        off(8, "good"),
        off(7, "rich"),
    ]

    priced = buy(rules, 1000, stacking={"how": "sum"}, codes={"POOR": "poor"})

    assert paid(priced) == 850
    assert why(priced) == {"rule:poor": "NOT_STACKABLE_WITH", "code:POOR": "NOT_STACKABLE_WITH"}


def test_an_exclusive_rule_stands_alone_when_alone_it_is_best() -> None:
    groups = [{"id": "alone", "how": "exclusive"}]
    rules = [off(30, "big", group="alone"), off(20, "one"), off(20, "two")]

    summed = buy(rules, 1000, stacking={"how": "sum", "groups": groups})
    best = buy(rules, 1000, stacking={"how": "max", "groups": groups})

    assert (paid(summed), why(summed)) == (600, {"rule:big": "NOT_STACKABLE_WITH"})
    assert paid(best) == 700
    assert set(why(best)) == {"rule:one", "rule:two"}


def test_a_whole_group_may_be_named_against() -> None:
    groups = [{"id": "coupons", "how": "sum"}]
    rules = [off(5, "a", group="coupons"), off(5, "b", group="coupons")]

    priced = buy([*rules, off(9, "c", not_with=["coupons"])], 100, stacking={"groups": groups})

    assert paid(priced) == 90


def test_a_bundle_has_its_lines_and_leaves_the_others_to_the_rest() -> None:
    parts = [{"goods": {"skus": ["A", "B"]}, "quantity": 2}]
    bundle = a_rule("menu", bundle={"parts": parts, "price": 50})
    lines = (a_line(1, 60, sku="A"), a_line(2, 60, sku="B"), a_line(3, 100))

    priced = buy([bundle, off(10)], *lines)

    assert by_line(priced) == [25, 25, 90]


def test_a_bundle_that_saves_less_than_the_rest_is_left_out() -> None:
    parts = [{"goods": {"skus": ["A", "B"]}, "quantity": 2}]
    bundle = a_rule("menu", bundle={"parts": parts, "price": 119})

    priced = buy([bundle, off(10)], a_line(1, 60, sku="A"), a_line(2, 60, sku="B"))

    assert paid(priced) == 108
    assert why(priced) == {"rule:menu": "NOT_STACKABLE_WITH"}


def test_under_first_a_rule_stands_by_its_place() -> None:
    rules = [off(5, "z", when={"skus": ["s1"]}), off(10, "a")]

    assert by_line(buy(rules, 100, 100, stacking={"how": "first"})) == [95, 90]


def test_a_tie_goes_to_the_first_by_name() -> None:
    rules = [off(10, "b", not_with=["a"]), off(10, "a")]

    priced = buy(rules, 100, stacking={"how": "sum"})

    assert [discount.rule_id for discount in priced.discounts] == ["a"]


def test_many_rules_in_conflict_are_still_settled_well() -> None:
    def others(n: int) -> list[str]:
        return [f"r{m:02d}" for m in range(1, 41) if m % 7 == n % 7 and m != n]

    rules = [off(n, f"r{n:02d}", not_with=others(n)) for n in range(1, 41)]

    priced = buy(rules, 10000, stacking={"how": "sum", "base": "initial"})

    assert len({discount.rule_id for discount in priced.discounts}) <= 7
    assert paid(priced) == 0


def test_no_sum_of_discounts_takes_more_than_the_price() -> None:
    rules = [off(60, "a"), off(60, "b"), a_rule("c", discount={"amount": 500})]

    priced = buy(rules, "99.99", "0.01", stacking={"how": "sum", "base": "initial"})

    assert paid(priced) == 0
    assert sum(discount.amount_minor for discount in priced.discounts) == 10000


def test_thousands_of_rules_in_conflict_are_settled() -> None:
    rules = [off(1 + n % 9, f"r{n}", not_with=[f"r{n ^ 1}"]) for n in range(2000)]

    priced = buy(rules, a_line(1, 1000), stacking={"how": "max"})

    assert paid(priced) == Decimal(910)
