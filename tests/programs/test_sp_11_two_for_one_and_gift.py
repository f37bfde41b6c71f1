"""Two for one, the cheapest free; a sample beside the cream."""

from __future__ import annotations

from decimal import Decimal

import pytest

import wallet
from program import Line
from sales import ReturnedLine
from tests.programs.shop import Counter, a_shop, goods

pytestmark = pytest.mark.sp(11)


@pytest.fixture
def till() -> Counter:
    return a_shop("two-for-one-and-gift").till()


def soap(no: int, amount: int | str, count: int = 1) -> Line:
    return goods(no, amount, quantity=Decimal(count), category="soap")


CREAM = goods(1, 900, category="cream")
SAMPLE = goods(2, 100, sku="SAMPLE")


@pytest.mark.parametrize(
    ("lines", "paid"),
    [
        ([soap(1, 200, 2)], "100.00"),
        ([soap(1, 100), soap(2, 100)], "100.00"),
        ([soap(1, 300, 3)], "200.00"),
        ([soap(1, 100), soap(2, 100), soap(3, 100)], "200.00"),
        ([soap(1, 400, 4)], "200.00"),
        ([soap(1, 100), soap(2, 60)], "100.00"),
        ([soap(1, 100)], "100.00"),
    ],
)
def test_of_every_two_the_cheaper_is_free(till: Counter, lines: list[Line], paid: str) -> None:
    assert till.price(*lines) == till.pay(*lines) == Decimal(paid)


def test_the_paid_one_of_a_pair_comes_back_at_its_share(till: Counter) -> None:
    by_quantity, by_line = till.sell(soap(1, 200, 2)), till.sell(soap(1, 100), soap(2, 100))

    assert till.refund(by_quantity, ReturnedLine(1, quantity=Decimal(1))) == Decimal("50.00")
    assert till.refund(by_line, ReturnedLine(1)) == Decimal("50.00")
    assert till.refund(by_line, ReturnedLine(2)) == Decimal("50.00")


def test_keeping_one_of_a_pair_may_cost_its_full_price() -> None:
    till = a_shop("two-for-one-and-gift", **{"returns.reprice": "recompute"}).till()
    closed = till.sell(soap(1, 100), soap(2, 100))

    assert till.refund(closed, ReturnedLine(1)) == Decimal("0.00")
    assert till.refund(closed, ReturnedLine(2)) == Decimal("100.00")


def test_a_discount_is_never_returned_whole_with_a_part(till: Counter) -> None:
    closed = till.sell(soap(1, 400, 4))

    back = [till.refund(closed, ReturnedLine(1, quantity=Decimal(1))) for _ in range(4)]

    assert back == [Decimal("50.00")] * 4


def test_the_sample_costs_nothing_beside_the_cream(till: Counter) -> None:
    quote = till.quote(CREAM, SAMPLE)

    assert [line.amount_minor for line in quote.evaluation.lines] == [90000, 0]
    assert till.price(SAMPLE) == Decimal("100.00")


def test_a_sample_that_is_not_in_the_basket_is_offered(till: Counter) -> None:
    gift = till.quote(CREAM).evaluation.gifts[0]

    assert (gift.sku, gift.quantity, gift.with_line) == ("SAMPLE", 1, 1)


def test_the_sample_goes_back_with_the_cream(till: Counter) -> None:
    closed = till.sell(CREAM, SAMPLE)

    assert till.refund(closed, ReturnedLine(1), ReturnedLine(2)) == Decimal("900.00")


def test_a_sample_that_is_kept_is_paid_for_where_prices_are_reckoned_anew() -> None:
    till = a_shop("two-for-one-and-gift", **{"returns.reprice": "recompute"}).till()
    closed = till.sell(CREAM, SAMPLE)

    assert till.refund(closed, ReturnedLine(1)) == Decimal("800.00")
    assert till.refund(closed, ReturnedLine(2)) == Decimal("100.00")


def test_the_sample_goes_back_by_itself_with_the_last_cream(till: Counter) -> None:
    closed = till.sell(CREAM, SAMPLE)

    back = till.give_back(closed, ReturnedLine(1))

    assert back.receipt["state"] == "returned"


def test_of_a_pair_that_costs_its_full_price_now_no_points_come_back_either() -> None:
    settings = {"returns.reprice": "recompute", "accounts": {"points": {"kind": "points"}}}
    burning = {"burning": {"account": "points", "value": 1}}
    till = a_shop("two-for-one-and-gift", **settings, **burning).till()
    wallet.earn(till.member_id, account="points", amount=50, key="opening")
    closed = till.sell(soap(1, 100), soap(2, 100), burn_points=50)

    first = (till.refund(closed, ReturnedLine(1)), till.points)
    second = (till.refund(closed, ReturnedLine(2)), till.points)

    assert (first, second) == ((Decimal("0.00"), 0), (Decimal("50.00"), 50))


@pytest.mark.parametrize(
    ("lines", "paid"),
    [
        ([soap(1, 0), soap(2, 0)], "0.00"),
        ([soap(1, "0.01"), soap(2, 0)], "0.01"),
        ([soap(1, "0.01"), soap(2, "0.01")], "0.01"),
        ([goods(1, 30, category="soap", quantity=Decimal("0.5"))] * 1, "30.00"),
        ([goods(1, 150, category="soap", quantity=Decimal("1.5"))], "150.00"),
        ([goods(1, 300, category="soap", quantity=Decimal("3.5"))], "214.29"),
        ([soap(no, no) for no in range(1, 501)], "93875.00"),
    ],
)
def test_nothing_a_kopeck_parts_and_hundreds_have_a_price(
    till: Counter, lines: list[Line], paid: str
) -> None:
    assert till.price(*lines) == till.pay(*lines) == Decimal(paid)


def test_a_pair_of_odd_kopecks_comes_back_to_the_last_one(till: Counter) -> None:
    closed = till.sell(soap(1, 7, 7), soap(2, "0.05"))

    back = [till.refund(closed, ReturnedLine(1, quantity=Decimal(1))) for _ in range(7)]

    assert sum(back) + till.refund(closed) == Decimal(closed.receipt["payable_minor"]) / 100


@pytest.mark.parametrize(
    ("burned", "earned", "left"),
    [(0, 10 + 30, 10), (160, 2 + 6, 4), (200, 0, 0)],
)
def test_points_that_do_not_come_back_have_paid_for_what_costs_more_now(
    burned: int, earned: int, left: int
) -> None:
    rules = [
        {"id": name, "account": "bonus", "reason": "A share", "give": {"percent": percent}}
        | {"when": {"categories": [name]}}
        for name, percent in (("soap", 10), ("cups", 30))
    ]
    accounts = {"points": {"kind": "points"}, "bonus": {"kind": "points"}}
    settings = {"returns.reprice": "recompute", "accounts": accounts, "earning": rules}
    burning = {"burning": {"account": "points", "value": 1}}
    till = a_shop("two-for-one-and-gift", **settings, **burning).till()
    if burned:
        wallet.earn(till.member_id, account="points", amount=burned, key="opening")
    closed = till.sell(
        soap(1, 100), soap(2, 100), goods(3, 100, category="cups"), burn_points=burned
    )
    before = till.balance("bonus")[0]

    till.give_back(closed, ReturnedLine(1), ReturnedLine(3))
    after, back = till.balance("bonus")[0], till.points
    till.give_back(closed)

    assert (before, after, back) == (earned, left, min(burned * 3 // 4, 100))
    assert (till.balance("bonus"), till.points) == ((0, 0, 0, 0), burned)
