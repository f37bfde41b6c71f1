"""5 % bonus instead of a discount: 450 points of 9,000 pay for the second purchase."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from foundation import clock
from sales.backtesting import Shares, margin_report
from tests.programs.shop import a_shop, minor

pytestmark = pytest.mark.sp(20)

BONUS = "bonus-five-percent"


def test_the_first_purchase_gives_450_points() -> None:
    till = a_shop(BONUS).till()

    till.pay(9000)

    assert till.points == 450


@pytest.mark.parametrize(
    ("base", "rounding", "expected"),
    [
        ("net", "floor", 450),
        ("net_of_points", "floor", 427),
        ("net_of_points", "half_up", 428),
        ("none_if_any_burn", "floor", 0),
    ],
)
def test_what_the_second_purchase_earns_when_points_pay_a_part(
    base: str, rounding: str, expected: int
) -> None:
    settings = {"earning.bonus.base": base, "earning.bonus.rounding": {"mode": rounding}}
    till = a_shop(BONUS, **settings).till()
    till.pay(9000)

    paid = till.pay(9000, burn_points=450)

    assert paid == Decimal("8550.00")
    assert till.points == expected


def test_points_that_lapsed_before_pay_for_nothing() -> None:
    shop = a_shop(BONUS, at="2026-01-10 12:00")
    till = shop.till()
    till.pay(9000)

    shop.at("2027-01-11 12:00")

    assert till.points == 0
    assert till.pay(9000) == Decimal(9000)


def test_a_full_return_of_the_second_purchase_gives_its_points_back() -> None:
    till = a_shop(BONUS).till()
    till.pay(9000)
    second = till.sell(9000, burn_points=450)

    refund = till.refund(second)

    assert (refund, till.points) == (Decimal("8550.00"), 450)


@pytest.mark.parametrize(
    ("base", "profit", "lost"),
    [("none_if_any_burn", "4950", "8.33"), ("net", "4500", "16.67")],
)
def test_bonuses_cost_a_twelfth_of_the_profit_or_a_sixth(base: str, profit: str, lost: str) -> None:
    shop = a_shop(BONUS, at="2026-03-02 12:00", **{"earning.bonus.base": base})
    till = shop.till()
    till.pay(9000)
    till.pay(9000, burn_points=450)
    since, until = clock.now() - timedelta(days=1), clock.now() + timedelta(days=1)

    found = margin_report(shop.code, Shares(Fraction(30, 100)), since=since, until=until)["all"]

    assert found["profit_before_minor"] == minor(5400)
    assert found["profit_after_minor"] == minor(profit)
    assert found["loss_percent"] == lost  # 8.5 and 17.5 are often printed
