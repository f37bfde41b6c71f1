"""A club: a sale that begins earlier for some, free delivery, a consultation every quarter."""

from __future__ import annotations

from decimal import Decimal

import pytest

import wallet
from program import Line, daily
from tests.programs.shop import Counter, Shop, a_shop, goods

pytestmark = pytest.mark.sp(18)
NAME = "club-early-access"


def a_coat() -> Line:
    return goods(1, 10000, sku="COAT", category="coats")


def shipping(no: int = 2) -> Line:
    return goods(no, 300, sku="SHIP", flags=frozenset({"shipping"}))


def open_club(at: str = "2026-01-20 12:00") -> tuple[Shop, Counter, Counter]:
    """Open the club; give the tills of a silver and of an ordinary member."""
    shop = a_shop(NAME, at=at)
    silver, other = shop.till(), shop.till()
    silver.pay(30000)
    other.pay(100)
    assert (silver.tier, other.tier) == ("silver", "classic")
    return shop, silver, other


@pytest.mark.parametrize(
    ("moment", "for_silver", "for_others"),
    [
        ("2026-03-08 23:59", 10000, 10000),
        ("2026-03-09 00:00", 8500, 10000),
        ("2026-03-09 23:59", 8500, 10000),
        ("2026-03-10 00:00", 8500, 8500),
        ("2026-03-12 23:59", 8500, 8500),
        ("2026-03-13 00:00", 10000, 10000),
    ],
)
def test_the_sale_begins_a_day_earlier_for_silver(
    moment: str, for_silver: int, for_others: int
) -> None:
    shop, silver, other = open_club()
    shop.at(moment)

    assert (silver.price(a_coat()), other.price(a_coat())) == (for_silver, for_others)


def test_who_comes_too_early_is_told_when_it_begins() -> None:
    shop, silver, other = open_club()
    shop.at("2026-03-08 12:00")

    for till in (silver, other):
        assert till.rejections(a_coat())["rule:private-sale"] == "NOT_STARTED"


def test_shipping_is_free_while_silver_is_held() -> None:
    shop, silver, other = open_club()

    assert silver.price(1000, shipping()) == 1000
    assert other.price(1000, shipping()) == 1300

    shop.at("2028-01-02 12:00")
    assert silver.tier == "classic"
    assert silver.price(1000, shipping()) == 1300
    daily.run_daily_work(shop.code)
    assert silver.balance("free_delivery")[0] == 0


def _book(till: Counter, key: str) -> None:
    """Reserve a consultation and hold it."""
    actor = till.actor
    placed = wallet.hold(till.member_id, account="consultation", amount=1, key=key, actor=actor)
    hold = wallet.hold_id_for(key, actor)
    assert placed.view.balance("consultation").held == 1
    wallet.confirm(till.member_id, hold, key=f"{key}!", actor=actor)


def test_a_consultation_can_be_had_once_a_quarter() -> None:
    shop, silver, other = open_club()
    assert (silver.balance("consultation")[0], other.balance("consultation")[0]) == (1, 0)
    _book(silver, "c1")
    assert silver.balance("consultation")[0] == 0
    with pytest.raises(wallet.InsufficientPoints):
        _book(silver, "c2")

    shop.at("2026-04-01 00:00")
    daily.run_daily_work(shop.code)
    assert silver.balance("consultation")[0] == 1
    _book(silver, "c3")


def test_the_right_of_a_new_quarter_is_there_before_the_daily_work() -> None:
    shop, silver, _ = open_club()
    shop.at("2026-04-01 00:00")

    assert silver.quote(100).balances["consultation"] == 1
    silver.pay(100)
    assert silver.lots("consultation") == [(1, "2026-07-01 00:00")]


def test_a_higher_tier_tops_up_and_nobody_gets_a_used_right_twice() -> None:
    shop, silver, _ = open_club()
    _book(silver, "c1")

    silver.pay(70000)

    assert (silver.tier, silver.balance("consultation")[0]) == ("gold", 1)
    assert silver.balance("free_delivery")[0] == 1
    assert silver.pay(1000, shipping()) == Decimal(1000)


def test_a_delivery_that_is_paid_for_alone_is_free_too() -> None:
    _, silver, other = open_club()

    assert (silver.pay(shipping(1)), other.pay(shipping(1))) == (0, 300)


def test_what_comes_back_in_the_new_year_takes_nothing_of_the_new_years_spending() -> None:
    shop = a_shop(NAME, at="2025-12-31 12:00")
    till = shop.till()
    closed = till.sell(30000)
    shop.at("2026-01-02 12:00")
    till.pay(5000)

    till.give_back(closed)

    assert till.balance("status")[0] == 5000
