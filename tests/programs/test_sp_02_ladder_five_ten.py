"""10,000 brings 5 %, 20,000 brings 10 %: the coat of 22,000 costs 19,800."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sales import ReturnedLine
from tests.programs.shop import a_shop

pytestmark = pytest.mark.sp(2)


@pytest.mark.parametrize(
    ("op", "amount", "paid"),
    [
        ("gte", "22000", "19800.00"),
        ("gte", "10000", "9500.00"),
        ("gte", "19999.99", "18999.99"),
        ("gte", "20000", "18000.00"),
        ("gt", "20000", "19000.00"),
        ("gt", "22000", "19800.00"),
    ],
)
def test_the_step_reached_takes_its_percent_off(op: str, amount: str, paid: str) -> None:
    till = a_shop("ladder-five-ten", **{"pricing.ladder.ladder.op": op}).till()

    assert till.price(amount) == till.pay(amount) == Decimal(paid)


def test_the_coat_has_2200_taken_off_in_one_discount() -> None:
    quote = a_shop("ladder-five-ten").till().quote("22000")

    assert [found.amount_minor for found in quote.evaluation.discounts] == [220000]


def test_a_full_return_gives_back_what_was_paid() -> None:
    till = a_shop("ladder-five-ten").till()
    closed = till.sell(12000, 10000)

    assert till.refund(closed) == Decimal("19800.00")


@pytest.mark.parametrize(
    ("reprice", "back"), [("keep", ["10800", "9000"]), ("recompute", ["10300", "9500"])]
)
def test_a_part_comes_back_at_its_share_or_the_rest_loses_its_step(
    reprice: str, back: list[str]
) -> None:
    till = a_shop("ladder-five-ten", **{"returns.reprice": reprice}).till()
    closed = till.sell(12000, 10000)

    found = [till.refund(closed, ReturnedLine(no)) for no in (1, 2)]

    assert found == [Decimal(amount) for amount in back]
