"""Lamps by yearly bands: marginal, all units, or from the next order."""

from __future__ import annotations

from decimal import Decimal

import pytest

from program import Line
from sales import ReturnedLine
from tests.programs.shop import a_shop, goods

pytestmark = pytest.mark.sp(9)

NAME = "volume-bands-yearly"


def packs(count: int, no: int = 1) -> Line:
    return goods(no, 10 * count, quantity=Decimal(count), category="lamps")


@pytest.mark.parametrize(
    ("mode", "count", "paid"),
    [
        ("marginal", 100, "1000.00"),
        ("marginal", 101, "1009.50"),
        ("marginal", 200, "1950.00"),
        ("marginal", 201, "1959.00"),
        ("marginal", 300, "2850.00"),
        ("marginal", 301, "2858.00"),
        ("marginal", 350, "3250.00"),
        ("all_units", 350, "2800.00"),
        ("from_next_order", 350, "3500.00"),
    ],
)
def test_so_many_packs_cost(mode: str, count: int, paid: str) -> None:
    till = a_shop(NAME, **{"pricing.bands.bands.mode": mode}).till()

    assert till.price(packs(count)) == till.pay(packs(count)) == Decimal(paid)


@pytest.mark.parametrize(
    ("mode", "paid"),
    [("marginal", "3250.00"), ("all_units", "3025.00"), ("from_next_order", "3400.00")],
)
def test_two_orders_of_150_and_200_packs(mode: str, paid: str) -> None:
    till = a_shop(NAME, **{"pricing.bands.bands.mode": mode}).till()

    assert till.pay(packs(150)) + till.pay(packs(200)) == Decimal(paid)


def test_the_order_and_the_lines_do_not_matter() -> None:
    till = a_shop(NAME).till()

    assert till.pay(packs(150), packs(200, no=2)) == Decimal("3250.00")


def test_ten_of_305_come_back_at_the_price_of_the_last_ten() -> None:
    till = a_shop(NAME).till()
    closed = till.sell(packs(305))
    assert closed.receipt["payable_minor"] == 289_000

    refund = till.refund(closed, ReturnedLine(1, quantity=Decimal(10)))

    assert refund == Decimal("85.00")
    assert Decimal("2890.00") - refund == Decimal("2805.00")


def test_by_shares_ten_of_305_come_back_at_the_average_price() -> None:
    till = a_shop(NAME, **{"returns.reprice": "keep"}).till()
    closed = till.sell(packs(305))

    assert till.refund(closed, ReturnedLine(1, quantity=Decimal(10))) == Decimal("94.75")


def test_returns_in_any_split_come_to_the_same() -> None:
    till = a_shop(NAME).till()
    closed = till.sell(packs(305))

    parts = [till.refund(closed, ReturnedLine(1, quantity=Decimal(n))) for n in (1, 3, 6)]

    assert sum(parts) == Decimal("85.00")
    assert till.refund(closed) == Decimal("2805.00")


def test_the_year_begins_again_on_1_january() -> None:
    shop = a_shop(NAME, at="2025-12-31 23:00")
    till = shop.till()
    till.pay(packs(350))
    assert till.price(packs(10)) == Decimal("80.00")

    shop.at("2026-01-01 00:00")

    assert till.price(packs(10)) == Decimal("100.00")
    assert till.pay(packs(101)) == Decimal("1009.50")


@pytest.mark.parametrize("bought", [0, 100])
def test_what_comes_back_in_the_new_year_takes_nothing_of_the_new_years_packs(bought: int) -> None:
    shop = a_shop(NAME, at="2025-12-31 12:00")
    till = shop.till()
    closed = till.sell(packs(350))
    shop.at("2026-01-02 12:00")
    if bought:
        till.pay(packs(bought))

    refunds = [till.refund(closed, ReturnedLine(1, quantity=Decimal(10))), till.refund(closed)]

    assert (sum(refunds), till.balance("packs")) == (Decimal("3250.00"), (bought, 0, 0, 0))
    assert till.price(packs(101 - bought)) == Decimal("1009.50") - 10 * bought


def test_half_a_pack_is_priced_by_its_share_and_counts_when_it_is_whole() -> None:
    till = a_shop(NAME).till()
    till.pay(packs(100))

    paid = till.pay(goods(1, 5, quantity=Decimal("0.5"), category="lamps"))

    assert (paid, till.balance("packs")[0]) == (Decimal("4.75"), 100)
