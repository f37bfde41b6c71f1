"""What rules take off: cuts, price lists, items in multiples, bundles, gifts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from program import Line
from tests.program.pricing.shelf import a_line, a_rule, buy, by_line, off, paid, why


@pytest.mark.parametrize(
    ("discount", "amounts", "expected"),
    [
        ({"percent": 10}, [100], "90"),
        ({"percent": 5}, ["0.10"], "0.09"),
        ({"percent": 5}, ["0.09"], "0.09"),
        ({"percent": "7.5"}, ["33.33", "66.67"], "92.50"),
        ({"percent": 100}, [100, 50], "0"),
        ({"amount": 30}, [100, 50], "120"),
        ({"amount": 200}, [100, 50], "0"),
        ({"price": 99}, [100, 50], "99"),
        ({"price": 200}, [100, 50], "150"),
        ({"percent": 10, "on": "lines"}, ["0.05", "0.05"], "0.08"),
        ({"percent": 10}, ["0.05", "0.05"], "0.09"),
        ({"amount": 30, "on": "lines"}, [100, 20], "70"),
        ({"price": 30, "on": "lines"}, [100, 20], "50"),
        ({"percent": 50, "on": "cheapest"}, [100, 60], "130"),
        ({"amount": 25, "on": "cheapest", "items": 2}, [100, 60, 20], "135"),
        ({"price": 1, "on": "cheapest"}, [100, 60], "101"),
    ],
)
def test_a_cut_takes_off_what_it_says(
    discount: dict[str, Any], amounts: list[Any], expected: str
) -> None:
    assert paid(buy([a_rule(discount=discount)], *amounts)) == Decimal(expected)


def test_the_shares_of_lines_sum_to_the_discount_of_the_receipt() -> None:
    priced = buy([off(10)], "33.33", "33.33", "33.35")

    assert [discount.amount_minor for discount in priced.discounts] == [333, 333, 334]
    assert paid(priced) == Decimal("90.01")


def test_an_amount_off_a_model_counts_for_every_item() -> None:
    rule = a_rule(when={"skus": ["X"]}, discount={"amount": 500, "on": "lines"})

    assert paid(buy([rule], a_line(1, 60000, 2, sku="X"), 100)) == Decimal(59100)


def test_a_price_by_weight_is_rounded_to_the_kopeck() -> None:
    rule = a_rule(prices={"CHEESE": "799.90"})

    priced = buy([rule], a_line(1, "345.00", "0.345", sku="CHEESE"))

    assert paid(priced) == Decimal("275.97")


def test_a_price_list_never_makes_dearer() -> None:
    rule = a_rule(prices={"A": "79.90", "B": 200})

    priced = buy([rule], a_line(1, 200, 2, sku="A"), a_line(2, 100, sku="B"), 50)

    assert by_line(priced) == [Decimal("159.80"), Decimal(100), Decimal(50)]


def test_delivery_is_touched_only_by_rules_on_shipping() -> None:
    fee = a_line(2, 300, flags=frozenset({"shipping"}))
    free = a_rule("free", discount={"percent": 100, "on": "shipping"}, when={"min_amount": 1000})

    assert by_line(buy([off(50), free], 1000, fee)) == [Decimal(500), Decimal(0)]
    assert by_line(buy([off(50), free], 100, fee)) == [Decimal(50), Decimal(300)]


@pytest.mark.parametrize(
    ("rule", "lines", "expected"),
    [
        ({"buy": 1, "get": 1}, [a_line(1, 200, 2)], "100"),
        ({"buy": 1, "get": 1}, [a_line(1, 300, 3)], "200"),
        ({"buy": 1, "get": 1}, [a_line(1, 100), a_line(2, 60)], "100"),
        ({"buy": 1, "get": 1}, [a_line(1, 400, 4)], "200"),
        ({"buy": 2, "get": 1}, [a_line(1, 500, 5)], "400"),
        ({"buy": 2, "get": 1}, [a_line(1, 600, 6)], "400"),
        ({"buy": 1, "get": 1, "percent": 50}, [a_line(1, 200, 2)], "150"),
        ({"buy": 1, "get": 1, "times": 1}, [a_line(1, 600, 6)], "500"),
        ({"buy": 1, "get": 1}, [a_line(1, 250, "2.5")], "150"),
        ({"buy": 1, "get": 1}, [a_line(1, 99, "0.9")], "99"),
    ],
)
def test_items_are_free_in_multiples_and_the_cheapest_first(
    rule: dict[str, Any], lines: list[Line], expected: str
) -> None:
    assert paid(buy([a_rule(buy_get=rule)], *lines)) == Decimal(expected)


def test_what_is_got_may_be_of_other_goods() -> None:
    offer = {"buy": 2, "get": 1, "goods": {"categories": ["ink"]}}
    rule = a_rule(when={"categories": ["paper"]}, buy_get=offer)
    lines = (a_line(1, 500, 5, category="paper"), a_line(2, 90, 3, category="ink"))

    assert paid(buy([rule], *lines)) == Decimal(530)


def test_an_item_that_is_got_does_not_count_as_bought() -> None:
    offer = {"buy": 1, "get": 1, "goods": {"skus": ["A"]}}
    rule = a_rule(when={"skus": ["A", "B"]}, buy_get=offer)

    assert paid(buy([rule], a_line(1, 100, sku="A"))) == Decimal(100)
    assert paid(buy([rule], a_line(1, 100, sku="A"), a_line(2, 70, sku="B"))) == Decimal(70)


def test_the_discount_of_a_pair_is_shared_or_stands_on_the_free_item() -> None:
    shared, alone = ({"buy": 1, "get": 1, "share": share} for share in ("all", "free_items"))

    assert by_line(buy([a_rule(buy_get=shared)], 100, 100)) == [50, 50]
    assert by_line(buy([a_rule(buy_get=alone)], 100, 100)) == [0, 100]


BREAKFAST = [{"goods": {"skus": ["A"]}}, {"goods": {"skus": ["B"]}, "quantity": 2}]


@pytest.mark.parametrize(
    ("cut", "expected"), [({"price": 100}, 240), ({"percent": 50}, 180), ({"amount": 10}, 300)]
)
def test_a_bundle_costs_less_as_often_as_it_is_complete(cut: dict[str, Any], expected: int) -> None:
    rule = a_rule(bundle={"parts": BREAKFAST, **cut})
    lines = (a_line(1, 200, 2, sku="A"), a_line(2, 120, 6, sku="B"))

    assert paid(buy([rule], *lines)) == Decimal(expected)


def test_a_bundle_takes_the_dearest_and_what_lacks_a_part_stays() -> None:
    parts = [{"goods": {"categories": ["menu"]}, "quantity": 2}]
    rule = a_rule(bundle={"parts": parts, "price": 100})
    menu = [a_line(no, amount, category="menu") for no, amount in enumerate((80, 60, 70), 1)]

    assert by_line(buy([rule], *menu)) == [Decimal("53.33"), Decimal(60), Decimal("46.67")]
    assert why(buy([rule], menu[0])) == {"rule:rule": "NO_EFFECT"}


def test_a_bundle_of_a_million_is_priced_at_once() -> None:
    rule = a_rule(bundle={"parts": BREAKFAST, "price": 100})
    lines = (a_line(1, 10**8, 10**6, sku="A"), a_line(2, 4 * 10**7, 2 * 10**6, sku="B"))

    assert paid(buy([rule], *lines)) == Decimal(10**8)


CREAM = {"categories": ["cream"]}


def test_a_gift_in_the_basket_costs_nothing() -> None:
    rule = a_rule(when=CREAM, gift={"sku": "SAMPLE"})

    priced = buy([rule], a_line(1, 900, category="cream"), a_line(2, 100, 2, sku="SAMPLE"))

    assert by_line(priced) == [Decimal(900), Decimal(50)]
    assert priced.gifts == ()


def test_a_gift_that_is_not_there_is_offered() -> None:
    rule = a_rule(when=CREAM, gift={"sku": "SAMPLE", "quantity": 2})

    priced = buy([rule], a_line(1, 100, sku="SAMPLE"), a_line(4, 900, category="cream"))

    gift = priced.gifts[0]
    assert (gift.sku, gift.quantity, gift.with_line) == ("SAMPLE", 1, 4)
    assert priced.rejected == ()


def test_a_rule_never_takes_more_than_its_most() -> None:
    priced = buy([off(10, max_amount=50)], 600, 300)

    assert by_line(priced) == [Decimal("566.67"), Decimal("283.33")]
