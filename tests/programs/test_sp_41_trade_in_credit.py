"""SP-41: a graded credit for an old thing: for one category, thirty days, never money."""

from __future__ import annotations

import pytest

from program import BurnCapExceeded
from sales.activities import ActivityInvalid
from tests.programs.doing import Doer, a_doer
from tests.programs.shop import a_shop, goods

pytestmark = pytest.mark.sp(41)


def a_trader(grade: str = "b") -> Doer:
    """Give somebody who traded a telephone in."""
    anna = a_doer(a_shop("trade-in-credit", at="2026-03-01 12:00"))
    anna.do("device.traded_in", serial="SN-1", grade=grade)
    return anna


@pytest.mark.parametrize(("grade", "credit"), [("a", 5000), ("b", 3000), ("c", 1000)])
def test_the_credit_depends_on_the_grade(grade: str, credit: int) -> None:
    assert a_trader(grade).has("credit") == credit


def test_one_thing_is_traded_in_once_and_only_by_known_grades() -> None:
    anna = a_trader()

    assert anna.refusal("device.traded_in", serial="SN-1", grade="a") == "ALREADY_CLAIMED"
    with pytest.raises(ActivityInvalid):
        anna.do("device.traded_in", serial="SN-2", grade="d")


@pytest.mark.parametrize(("day", "credit"), [("2026-03-31 23:59", 3000), ("2026-04-01 00:00", 0)])
def test_the_credit_lives_thirty_days(day: str, credit: int) -> None:
    anna = a_trader()

    anna.shop.at(day)

    assert anna.has("credit") == credit


def test_the_credit_pays_for_one_category_alone() -> None:
    anna = a_trader()
    till = anna.shop.till(anna.member_id)
    phone, cover = goods(1, 2000, category="phones"), goods(2, 9000, category="covers")

    with pytest.raises(BurnCapExceeded):
        till.sell(phone, cover, burn_points=2001)
    closed = till.sell(phone, cover, burn_points=2000)

    assert (closed.receipt["payable_minor"], anna.has("credit")) == (900000, 1000)


def test_a_new_thing_that_comes_back_gives_the_credit_back_and_no_money() -> None:
    anna = a_trader()
    till = anna.shop.till(anna.member_id)
    closed = till.sell(goods(1, 10000, category="phones"), burn_points=3000)

    refunded = till.refund(closed)

    assert (str(refunded), anna.has("credit")) == ("7000.00", 3000)
