"""Few seats, a price that rises with notice, and a report of who is left out."""

from __future__ import annotations

import pytest

import offers
import program
from foundation import clock
from sales import activities
from tests.programs.redeeming import give, hand_over, offered, redeem
from tests.programs.shop import Counter, Shop, a_shop, put_clock

pytestmark = pytest.mark.sp(38)

SEATS = "seats-for-miles"


@pytest.fixture
def shop() -> Shop:
    return a_shop(SEATS, at="2026-03-02 12:00")


def a_flyer(shop: Shop, miles: int = 30000) -> Counter:
    till = shop.till()
    give(till, miles, "miles")
    return till


def test_the_eleventh_hold_of_ten_seats_is_out_of_stock(shop: Shop) -> None:
    for _ in range(10):
        redeem(a_flyer(shop), "seat")

    eleventh = a_flyer(shop)

    with pytest.raises(offers.RewardRefused) as refused:
        redeem(eleventh, "seat")
    assert refused.value.values["rejection"] == "OUT_OF_STOCK"
    assert offered(eleventh, "seat").rejection == program.Rejection.of("OUT_OF_STOCK")


@pytest.mark.parametrize(
    ("moment", "price"),
    [
        ("2026-03-01 12:00", 20000),
        ("2026-04-29 23:59", 20000),
        ("2026-04-30 00:00", 25000),
    ],
)
def test_a_new_price_holds_sixty_days_after_it_was_announced(
    shop: Shop, moment: str, price: int
) -> None:
    till = a_flyer(shop)

    put_clock(shop.terms, moment)

    assert offered(till, "seat").price == price


def test_what_was_opened_before_keeps_the_old_price(shop: Shop) -> None:
    till = a_flyer(shop)
    opened = redeem(till, "seat")

    put_clock(shop.terms, "2026-05-02 12:00")
    closed = hand_over(opened)

    assert closed.redemption["price"] == 20000
    assert till.balance("miles")[0] == 10000


def test_the_alarm_rings_when_members_hold_more_than_a_year_can_redeem(shop: Shop) -> None:
    few, many = a_flyer(shop, 200000), a_flyer(shop, 100001)
    assert few.balance("miles")[0] + many.balance("miles")[0] == 300001

    (report,) = offers.strain_report(shop.code).capacity

    assert (report.account, report.capacity, report.held) == ("miles", 200000, 300001)
    assert report.is_alarm


def test_half_as_much_again_rings_no_alarm(shop: Shop) -> None:
    a_flyer(shop, 300000)

    (report,) = offers.strain_report(shop.code).capacity

    assert not report.is_alarm


def test_the_report_says_who_can_afford_a_seat_and_cannot_get_it(shop: Shop) -> None:
    lucky = [a_flyer(shop) for _ in range(10)]
    unlucky = [a_flyer(shop) for _ in range(3)]
    poor = a_flyer(shop, 19999)
    for till in lucky:
        redeem(till, "seat")

    (report,) = offers.strain_report(shop.code).left_out

    assert (report.reward, report.members) == ("seat", 3)
    assert poor.member_id not in {till.member_id for till in unlucky}


def feed(shop: Shop, till: Counter, bank: str, operation: str, miles: int, key: str) -> bool:
    """Take in a line of a bank's file; tells whether it was known already."""
    line = activities.Occurrence(
        till.member_id, shop.code, "card.spent", operation, bank, clock.now(), {"miles": miles}
    )
    actor = {"kind": "terminal", "id": "trm_feed"}
    return activities.record(line, key=key, actor=actor).replayed


def test_a_line_of_a_bank_counts_once_by_bank_and_operation(shop: Shop) -> None:
    till = shop.till()

    again = [
        feed(shop, till, "bank-a", "OP-1", 500, "file 1 line 1"),
        feed(shop, till, "bank-a", "OP-1", 500, "file 2 line 7"),
        feed(shop, till, "bank-b", "OP-1", 300, "file 3 line 1"),
    ]

    assert again == [False, True, False]
    assert till.balance("miles")[0] == 800


def test_a_line_that_comes_again_with_other_miles_is_refused(shop: Shop) -> None:
    till = shop.till()
    feed(shop, till, "bank-a", "OP-1", 500, "file 1 line 1")

    with pytest.raises(activities.ActivityExists):
        feed(shop, till, "bank-a", "OP-1", 700, "file 2 line 1")

    assert till.balance("miles")[0] == 500


def test_a_report_of_some_of_the_wallets_says_so(shop: Shop) -> None:
    for _ in range(3):
        a_flyer(shop)

    reports = [offers.strain_report(shop.code, most_wallets=most) for most in (2, 3, 4)]

    found = [(report.wallets, report.is_complete) for report in reports]
    assert found == [(2, False), (3, True), (3, True)]
