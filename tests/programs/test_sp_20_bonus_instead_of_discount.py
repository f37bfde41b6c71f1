"""5 % bonus instead of a discount: 450 points of 9,000 pay for the second purchase."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.programs.shop import a_shop

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
