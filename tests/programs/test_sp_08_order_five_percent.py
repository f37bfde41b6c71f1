"""5 % off 9,000: a sixth of the profit, not 17.5 %."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from program.pricing import cost_at_markup, margin, percent_of
from tests.programs.shop import a_shop, minor

pytestmark = pytest.mark.sp(8)

NAME = "order-five-percent"


def test_nine_thousand_cost_8550() -> None:
    assert a_shop(NAME).till().pay(9000) == Decimal("8550.00")


@pytest.mark.parametrize(
    ("reading", "profit", "left", "lost"),
    [("margin", "2700", "2250", "16.67"), ("markup", "2076.92", "1626.92", "21.67")],
)
def test_the_share_of_profit_lost_under_both_readings_of_30_percent(
    reading: str, profit: str, left: str, lost: str
) -> None:
    priced = a_shop(NAME).till().quote(9000).evaluation
    share = Fraction(30, 100)
    cost = cost_at_markup(priced.total_minor, share)
    if reading == "margin":
        cost = priced.total_minor * (1 - share)

    found = margin(priced.total_minor, priced.discount_minor, cost_minor=cost)

    assert priced.discount_minor == minor(450)
    assert found.profit_before_minor == minor(profit)
    assert found.profit_after_minor == minor(left)
    assert found.loss_share is not None
    assert percent_of(found.loss_share) == lost


@pytest.mark.parametrize(
    ("amount", "paid"),
    [("0", "0"), ("0.01", "0.01"), ("0.09", "0.09"), ("0.10", "0.09"), ("0.30", "0.28")],
)
def test_half_a_kopeck_is_rounded_up(amount: str, paid: str) -> None:
    till = a_shop(NAME).till()

    assert till.price(amount) == till.pay(amount) == Decimal(paid)
