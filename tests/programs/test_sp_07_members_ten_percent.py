"""10 % to all members, and what it costs: 28.57 % more sales to break even."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from program.pricing import margin, percent_of
from sales import ReturnedLine
from tests.programs.shop import a_shop, minor

pytestmark = pytest.mark.sp(7)


def test_a_hundred_pounds_cost_ninety() -> None:
    till = a_shop("members-ten-percent").till()

    assert till.price(100) == till.pay(100) == Decimal("90.00")


def test_the_profit_falls_from_45_to_35_and_sales_must_grow_by_28_57_percent() -> None:
    quote = a_shop("members-ten-percent").till().quote(100)

    found = margin(
        quote.evaluation.total_minor,
        quote.evaluation.discount_minor,
        margin_share=Fraction(45, 100),
    )

    assert (found.profit_before_minor, found.profit_after_minor) == (minor(45), minor(35))
    assert found.uplift == Fraction(2, 7)
    assert percent_of(found.uplift) == "28.57"  # 26.6 is often printed


def test_lines_of_odd_pence_come_back_to_the_last_one_in_any_order() -> None:
    till = a_shop("members-ten-percent").till()
    closed = till.sell(*["0.05"] * 7)

    back = [till.refund(closed, ReturnedLine(no)) for no in (3, 1, 7, 2, 5, 4, 6)]

    assert sum(back) == Decimal(closed.receipt["payable_minor"]) / 100
