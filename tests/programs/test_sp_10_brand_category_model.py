"""10 % on a brand, 5 % on accessories, 500 off a model; whether they add up is said."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from foundation import clock
from sales import ReturnedLine
from tests.programs.shop import Counter, a_shop, goods

pytestmark = pytest.mark.sp(10)

NAME = "brand-category-model"
APPLE: dict[str, Any] = {"brand": "Apple"}
CABLE = APPLE | {"category": "accessories"}


def a_till(at: str = "2026-03-15 12:00", **settings: Any) -> Counter:
    return a_shop(NAME, at=at, **settings).till()


@pytest.mark.parametrize(
    ("amount", "line", "paid"),
    [
        (50000, APPLE, "45000.00"),
        (2000, {"category": "accessories"}, "1900.00"),
        (30000, {"sku": "MODEL-X"}, "29500.00"),
        (60000, {"sku": "MODEL-X", "quantity": Decimal(2)}, "59000.00"),
        (700, {"category": "books"}, "700.00"),
    ],
)
def test_each_rule_alone(amount: int, line: dict[str, Any], paid: str) -> None:
    till = a_till()

    assert till.price(goods(1, amount, **line)) == till.pay(goods(1, amount, **line))
    assert till.price(goods(1, amount, **line)) == Decimal(paid)


@pytest.mark.parametrize(("how", "paid"), [("max", "1800.00"), ("sum", "1700.00")])
def test_an_apple_accessory_has_the_best_or_both(how: str, paid: str) -> None:
    till = a_till(**{"stacking.how": how})

    assert till.pay(goods(1, 2000, **CABLE)) == Decimal(paid)


def test_the_rule_that_lost_says_to_which() -> None:
    quote = a_till().quote(goods(1, 2000, **CABLE))

    (turned,) = quote.evaluation.rejected
    assert (turned.subject, turned.rejection.code) == ("rule:accessories", "NOT_STACKABLE_WITH")
    assert dict(turned.rejection.details) == {"code": "apple"}


@pytest.mark.parametrize("flag", ["new", "promo"])
def test_goods_on_promotion_are_excluded(flag: str) -> None:
    line = goods(1, 50000, flags=frozenset({flag}), **APPLE)

    assert a_till().price(line) == Decimal(50000)
    assert a_till().rejections(line) == {"rule:apple": "EXCLUDED_ITEMS"}


@pytest.mark.parametrize(
    ("at", "told"),
    [("2026-02-28 23:59", "NOT_STARTED"), ("2026-04-01 00:00", "EXPIRED")],
)
def test_outside_its_dates_a_rule_says_so(at: str, told: str) -> None:
    till = a_till(at)

    assert till.price(goods(1, 50000, **APPLE)) == Decimal(50000)
    assert till.rejections(goods(1, 50000, **APPLE)) == {"rule:apple": told}


@pytest.mark.parametrize(("at", "paid"), [("2026-03-01 00:00", 45000), ("2026-03-31 23:59", 45000)])
def test_both_days_belong_to_the_rule(at: str, paid: int) -> None:
    assert a_till(at).pay(goods(1, 50000, **APPLE)) == paid


def test_below_the_minimum_what_is_missing_is_told() -> None:
    quote = a_till().quote(goods(1, 900, category="accessories"))

    (turned,) = quote.evaluation.rejected
    details = dict(turned.rejection.details)
    assert turned.rejection.code == "MIN_AMOUNT"
    assert (details["missing"], details["missing_minor"]) == ("100.00 RUB", 10000)


@pytest.mark.parametrize(
    ("amount", "line", "paid"),
    [
        (0, APPLE, "0"),
        ("0.01", APPLE, "0.01"),
        ("0.05", APPLE, "0.04"),
        (300, {"sku": "MODEL-X"}, "0"),
        (300, {"sku": "MODEL-X", "quantity": Decimal("0.5")}, "50"),
    ],
)
def test_nothing_a_kopeck_and_half_a_piece(
    amount: int | str, line: dict[str, Any], paid: str
) -> None:
    assert a_till().pay(goods(1, amount, **line)) == Decimal(paid)


def test_every_line_comes_back_at_what_it_cost() -> None:
    till = a_till()
    basket = (goods(1, 50000, **APPLE), goods(2, 2000, **CABLE), goods(3, 30000, sku="MODEL-X"))
    closed = till.sell(*basket)

    assert [till.refund(closed, ReturnedLine(no)) for no in (2, 3, 1)] == [1800, 29500, 45000]


def test_a_receipt_of_the_last_evening_told_the_day_after_has_its_price() -> None:
    shop = a_shop(NAME, at="2026-03-31 23:59")
    bought = clock.now()
    shop.at("2026-04-01 10:00")

    assert shop.till().pay(goods(1, 50000, **APPLE), occurred_at=bought) == 45000


def test_a_thousand_lines_are_priced_line_by_line() -> None:
    lines = [goods(no, 10, **CABLE) for no in range(1, 1001)]

    assert a_till().pay(*lines) == 9000
