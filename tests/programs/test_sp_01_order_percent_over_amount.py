"""5 % from 10,000: "over" and "for a purchase of" are two operators."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.programs.shop import a_shop

pytestmark = pytest.mark.sp(1)

SHOP = "order-percent-over-amount"


@pytest.mark.parametrize(
    ("op", "amount", "paid"),
    [
        ("gte", "9999.99", "9999.99"),
        ("gte", "10000.00", "9500.00"),
        ("gt", "10000.00", "10000.00"),
        ("gt", "10000.01", "9500.01"),
        ("gte", "10000.01", "9500.01"),
    ],
)
def test_the_operator_is_stored_on_the_rule(op: str, amount: str, paid: str) -> None:
    till = a_shop(SHOP, **{"pricing.five.when.min_amount_op": op}).till()

    assert till.price(amount) == till.pay(amount) == Decimal(paid)


def test_the_discount_of_10000_01_is_500_00() -> None:
    closed = a_shop(SHOP).till().sell("10000.01")

    assert closed.receipt["total_minor"] - closed.receipt["payable_minor"] == 50000
