"""A card that costs 99 and makes some goods cheaper, on its own receipt too if the terms say so."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from program import Line, MembershipKept, MembershipRuns
from sales import ReturnedLine
from tests.programs.shop import Counter, a_shop, goods

pytestmark = pytest.mark.sp(13)
NAME = "paid-card-price-list"


def tea(no: int = 1) -> Line:
    return goods(no, 100, sku="TEA")


def the_card(no: int = 1) -> Line:
    return goods(no, 99, sku="PRICE-CARD")


def a_till(at: str = "2026-03-02 12:00", **settings: Any) -> Counter:
    return a_shop(NAME, at=at, **settings).till()


def test_without_the_card_goods_cost_what_the_shelf_says() -> None:
    assert a_till().pay(tea()) == 100


def test_with_the_card_listed_goods_cost_less_and_others_the_same() -> None:
    till = a_till()
    till.pay(the_card())

    assert till.pay(tea()) == Decimal("79.90")
    assert till.pay(goods(1, 50, sku="SALT")) == 50


@pytest.mark.parametrize(("applies", "total"), [(True, "178.90"), (False, "199.00")])
def test_bought_on_the_same_receipt_it_counts_if_it_applies_immediately(
    applies: bool, total: str
) -> None:
    till = a_till(**{"membership.apply_immediately": applies})
    assert till.price(tea(), the_card(2)) == Decimal(total)

    assert till.pay(tea(), the_card(2)) == Decimal(total)
    assert till.pay(tea()) == Decimal("79.90")


def test_bought_again_it_goes_on_after_its_end_or_is_refused() -> None:
    till = a_till()
    for _ in range(2):
        till.pay(the_card())
    a_shop(NAME).at("2028-03-01 23:59")
    assert till.price(tea()) == Decimal("79.90")
    a_shop(NAME).at("2028-03-02 00:00")
    assert till.price(tea()) == 100

    once = a_till(**{"membership.renewal": "none"})
    once.pay(the_card())
    for ask in (once.price, once.pay):
        with pytest.raises(MembershipRuns, match="2027-03-01"):
            ask(the_card())


def test_a_fee_without_terms_of_refund_stays_and_a_cancelled_receipt_never_was() -> None:
    till = a_till()
    closed = till.sell(the_card())
    with pytest.raises(MembershipKept):
        till.give_back(closed)

    till.void(closed)

    assert till.pay(tea()) == 100


def test_a_card_of_29_february_ends_with_the_february_after() -> None:
    shop = a_shop(NAME, at="2028-02-29 12:00")
    till = shop.till()
    till.pay(the_card())

    prices = [
        shop.at(day) and till.price(tea()) for day in ("2029-02-28 23:59", "2029-03-01 00:00")
    ]

    assert prices == [Decimal("79.90"), 100]


def test_prices_go_by_quantity_never_up_and_come_back_to_the_last_kopeck() -> None:
    till = a_till()
    till.pay(the_card())

    assert till.pay(goods(1, 50, sku="TEA", quantity=Decimal("0.5"))) == Decimal("39.95")
    assert till.pay(goods(1, 70, sku="TEA")) == 70
    closed = till.sell(goods(1, 300, sku="TEA", quantity=Decimal(3)))
    back = [till.refund(closed, ReturnedLine(1, quantity=Decimal(1))) for _ in range(3)]
    assert sum(back) == Decimal("239.70")
