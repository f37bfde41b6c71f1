"""A part of the money comes back to an account of money, after a window."""

from __future__ import annotations

import pytest

from foundation import clock
from sales import ReturnedLine
from tests.programs.shop import a_shop, goods

pytestmark = pytest.mark.sp(32)

CASHBACK = "cashback-three-percent"


@pytest.mark.parametrize(("mode", "kopecks"), [("floor", 5999), ("half_up", 6000)])
def test_three_percent_to_the_kopeck(mode: str, kopecks: int) -> None:
    settings = {"earning.cashback.rounding": {"mode": mode}}
    till = a_shop(CASHBACK, at="2026-03-02 12:00", **settings).till()

    till.sell("1999.99")

    assert till.balance("money")[:2] == (0, kopecks)


@pytest.mark.parametrize("category", ["tobacco", "gift-cards", "tobacco > cigars"])
def test_excluded_goods_give_nothing(category: str) -> None:
    till = a_shop(CASHBACK, at="2026-03-02 12:00").till()

    till.sell(goods(1, 1000, category=category), goods(2, 100))

    assert till.balance("money")[:2] == (0, 300)


def test_it_can_be_used_after_the_window_and_not_before() -> None:
    shop = a_shop(CASHBACK, at="2026-03-02 12:00")
    till = shop.till()
    till.sell(1000)

    shop.at("2026-03-15 23:59")
    before = till.balance("money")[:2]
    shop.at("2026-03-16 00:00")

    assert (before, till.balance("money")[:2]) == ((0, 3000), (3000, 0))


@pytest.mark.parametrize(("amount", "kopecks"), [("0.01", 0), ("0.33", 0), ("0.34", 1), (0, 0)])
def test_the_smallest_sums_give_what_they_come_to(amount: str, kopecks: int) -> None:
    till = a_shop(CASHBACK, at="2026-03-02 12:00").till()

    till.sell(amount)

    assert till.balance("money")[:2] == (0, kopecks)


def test_what_comes_back_within_the_window_is_never_paid_out() -> None:
    shop = a_shop(CASHBACK, at="2026-03-02 12:00")
    till = shop.till()
    closed = till.sell("1999.99", 100)

    till.give_back(closed, ReturnedLine(1))
    shop.at("2026-03-16 00:00")

    assert till.balance("money") == (300, 0, 0, 0)


def test_a_receipt_told_after_its_window_pays_out_at_once() -> None:
    shop = a_shop(CASHBACK, at="2026-03-02 12:00")
    till, bought = shop.till(), clock.now()
    shop.at("2026-03-20 12:00")

    till.sell(1000, occurred_at=bought)

    assert till.balance("money")[:2] == (3000, 0)
