"""One balance for shop, web, app and service centre."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.programs.shop import Shop, a_shop

pytestmark = pytest.mark.sp(26)


@pytest.fixture
def shop() -> Shop:
    """The program in force."""
    return a_shop("one-balance-everywhere", at="2026-03-02 12:00")


def test_what_is_earned_anywhere_is_there_everywhere_at_once(shop: Shop) -> None:
    store = shop.till()
    web = shop.till(store.member_id, "trm_web")

    store.sell(5000, channel="store")
    web.sell(2500, channel="web")

    assert store.points == web.points == 75
    assert web.quote(1000, channel="app").balances["points"] == 75


def test_points_pay_at_the_service_centre_which_gives_none(shop: Shop) -> None:
    till = shop.till()
    till.sell(7500, channel="store")

    paid = till.pay(500, channel="service", burn_points=75)

    assert (paid, till.points) == (Decimal(425), 0)


def test_a_web_order_given_back_in_the_shop_takes_its_points(shop: Shop) -> None:
    web = shop.till()
    store = shop.till(web.member_id)
    store.sell(5000, channel="store")
    order = web.sell(2500, channel="web")

    store.give_back(order)

    assert store.points == 50


def test_points_spent_before_their_order_came_back_are_owed_until_the_repair_does(
    shop: Shop,
) -> None:
    till = shop.till()
    order = till.sell(7500, channel="web")
    repair = till.sell(500, channel="service", burn_points=75)

    till.give_back(order)
    owed = till.balance()[3]
    till.give_back(repair)

    assert (owed, till.balance()) == (75, (0, 0, 0, 0))
