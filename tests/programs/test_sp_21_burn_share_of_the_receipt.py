"""Points pay up to 20 % of a receipt."""

from __future__ import annotations

from decimal import Decimal

import pytest

import wallet
from program import BurnCapExceeded
from sales import ReturnedLine
from tests.programs.shop import Counter, a_shop, goods

pytestmark = pytest.mark.sp(21)

BONUS = "bonus-five-percent"


def a_rich_member(points: int = 3000, **settings: object) -> Counter:
    till = a_shop(BONUS, **settings).till()
    wallet.earn(till.member_id, account="points", amount=points, key="opening")
    return till


@pytest.mark.parametrize(
    ("amount", "most", "pay"),
    [
        ("9000", 1800, "7200.00"),
        ("100.05", 20, "80.05"),
        ("15000", 3000, "12000.00"),
        ("20000", 3000, "17000.00"),
    ],
)
def test_at_most_a_fifth_is_paid_with_points(amount: str, most: int, pay: str) -> None:
    till = a_rich_member()

    offer = till.quote(amount).evaluation.burn

    assert offer.max_points == most
    assert till.pay(amount, burn_points=most) == Decimal(pay)


def test_the_quote_names_the_limit() -> None:
    assert a_rich_member().quote(9000).evaluation.burn.cap == "percent"


def test_more_than_the_share_is_refused_and_nothing_is_spent() -> None:
    till = a_rich_member()

    with pytest.raises(BurnCapExceeded) as refused:
        till.pay(9000, burn_points=1801)

    assert refused.value.values["cap"] == "percent"
    assert till.points == 3000


def test_excluded_goods_make_the_share_smaller() -> None:
    till = a_rich_member(**{"burning.exclude_categories": ["tobacco"]})

    quote = till.quote(goods(1, 5000), goods(2, 4000, category="tobacco"))

    assert quote.evaluation.burn.max_points == 1000


@pytest.mark.parametrize(
    ("amount", "most"), [("0", 0), ("0.01", 0), ("4.99", 0), ("5.00", 1), ("9.99", 1)]
)
def test_of_the_smallest_receipts_whole_points_pay(amount: str, most: int) -> None:
    assert a_rich_member().quote(amount).evaluation.burn.max_points == most


def test_lines_come_back_in_money_and_points_to_the_last_of_both() -> None:
    till = a_rich_member()
    closed = till.sell("100.05", "0.05", burn_points=20)

    back = [till.refund(closed, ReturnedLine(no)) for no in (2, 1)]

    assert (sum(back), till.points) == (Decimal("80.10"), 3000)
