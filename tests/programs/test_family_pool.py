"""A family collects in one wallet: what its people earn goes there, returns take it from there."""

from __future__ import annotations

from decimal import Decimal

import pytest

import wallet
from sales import ReturnedLine, linking
from tests.programs.people import a_household, enrolled, follow, points_of
from tests.programs.shop import Shop, a_shop, goods


@pytest.fixture
def shop() -> Shop:
    """The grocer."""
    return a_shop("family-pool", at="2026-03-20 12:00")


def test_what_people_of_a_household_earn_is_the_households(shop: Shop) -> None:
    anna, boris, viktor = enrolled("Anna"), enrolled("Boris"), enrolled("Viktor")
    home = a_household(shop.code, anna, boris)

    for member in (anna, boris, viktor):
        shop.till(member).pay(100)

    assert points_of(home) == (200, 0)
    assert [points_of(member) for member in (anna, boris, viktor)] == [(0, 0), (0, 0), (100, 0)]


def test_the_households_card_pays_with_it_whoever_of_them_presents_it(shop: Shop) -> None:
    anna, boris = enrolled("Anna"), enrolled("Boris")
    home = a_household(shop.code, anna, boris)
    shop.till(anna).pay(100)

    paid = shop.till(home).pay(10, burn_points=100, attributes={"presented_by": boris})

    assert (paid, points_of(home)) == (Decimal(9), (9, 0))


def test_a_return_takes_back_from_the_household_what_it_was_given(shop: Shop) -> None:
    anna = enrolled("Anna")
    home = a_household(shop.code, anna)
    till = shop.till(anna)
    closed = till.sell(goods(1, 100), goods(2, 50))

    till.give_back(closed, ReturnedLine(2))
    after_one = points_of(home)
    till.give_back(closed)

    assert (after_one, points_of(home), points_of(anna)) == ((100, 0), (0, 0), (0, 0))


def test_a_return_knows_the_household_of_the_sale(shop: Shop) -> None:
    anna, boris = enrolled("Anna"), enrolled("Boris")
    home = a_household(shop.code, boris, anna)
    till = shop.till(anna)
    closed = till.sell(100)
    (link,) = linking.links.list_links(anna)
    linking.end_link(link["id"], by=anna, reason="moved out")
    till.pay(30)

    till.give_back(closed)

    assert (points_of(home), points_of(anna)) == ((0, 0), (30, 0))


def test_what_the_worker_repeats_is_posted_once(shop: Shop) -> None:
    anna = enrolled("Anna")
    home = a_household(shop.code, anna)
    till = shop.till(anna)
    till.give_back(till.sell(100), ReturnedLine(1, amount_minor=5000))

    follow()
    before = wallet.get_wallet(home).seq
    follow()

    assert (points_of(home), wallet.get_wallet(home).seq) == ((50, 0), before)
