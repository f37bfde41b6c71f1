"""Ten cups of coffee give one free, in the entry of the tenth; what comes back takes it apart."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import wallet
from program import Line
from sales import ReturnedLine
from tests.programs.doing import a_doer
from tests.programs.redeeming import claim
from tests.programs.shop import Counter, a_shop, goods

pytestmark = pytest.mark.sp(23)

STAMPS = "stamps-ten-coffees"


def cups(count: int, price: int = 150) -> Line:
    """Give one line of so many cups."""
    amount = price * count
    return goods(1, amount, sku="latte", category="coffee", quantity=Decimal(count))


def held(till: Counter) -> tuple[int, int]:
    """Give stamps (owed ones below nought) and free coffees."""
    stamps = till.balance("stamps")
    return stamps[0] - stamps[3], till.balance("free_coffee")[0]


@pytest.mark.parametrize(
    ("settings", "receipts", "expected"),
    [
        ({}, [1] * 9, (9, 0)),
        ({}, [1] * 10, (0, 1)),
        ({}, [12], (2, 1)),
        ({}, [25], (5, 2)),
        ({}, [9, 1, 15], (5, 2)),
        ({"accounts.stamps.converts.every": 9}, [9], (0, 1)),
        ({"accounts.stamps.converts.every": 6}, [13], (1, 2)),
        ({"accounts.stamps.converts.amount": 2}, [10], (0, 2)),
    ],
)
def test_cups_become_free_coffees(
    settings: dict[str, Any], receipts: list[int], expected: tuple[int, int]
) -> None:
    till = a_shop(STAMPS, **settings).till()

    for count in receipts:
        till.sell(cups(count))

    assert held(till) == expected


def test_the_free_cup_and_other_goods_give_no_stamp() -> None:
    till = a_shop(STAMPS).till()

    till.sell(cups(2), goods(2, 0, sku="latte", category="coffee"), goods(3, 300, category="cake"))

    assert held(till) == (2, 0)


def test_a_cup_given_back_before_the_free_one_is_claimed_leaves_nine_stamps() -> None:
    till = a_shop(STAMPS).till()
    sold = till.sell(cups(10))

    till.give_back(sold, ReturnedLine(1, Decimal(1)))

    assert held(till) == (9, 0)


def test_a_cup_given_back_after_the_free_one_is_claimed_is_owed_and_the_next_pays_it() -> None:
    till = a_shop(STAMPS).till()
    sold = till.sell(cups(10))
    claim(till, "free_coffee", 1)

    till.give_back(sold, ReturnedLine(1, Decimal(1)))
    owed = held(till)
    till.sell(cups(1))

    assert (owed, held(till)) == ((-1, 0), (0, 0))


def test_all_cups_given_back_leave_nothing() -> None:
    till = a_shop(STAMPS).till()
    sold = till.sell(cups(25))

    till.give_back(sold)

    assert held(till) == (0, 0)


def test_the_tenth_cup_leads_to_the_tastings() -> None:
    till = a_shop(STAMPS).till()
    till.sell(cups(9))
    before = wallet.get_wallet(till.member_id).mark("segments")

    till.sell(cups(1))

    assert (before, wallet.get_wallet(till.member_id).mark("segments")) == (None, ["tasting"])


def test_stamps_of_an_activity_become_a_cup_and_are_taken_apart_again() -> None:
    rule = {
        "id": "cup", "on": "cup.drunk", "account": "stamps", "reason": "Cup", "give": {"amount": 1},
    }  # fmt: skip
    settings = {"activities": {"cup.drunk": {}}, "earning.0": rule}
    shop = a_shop(STAMPS, at="2026-03-02 12:00", **settings)
    doer = a_doer(shop)
    done = [doer.do("cup.drunk") for _ in range(10)]
    before = (doer.has("stamps"), doer.has("free_coffee"))

    doer.decide("reverse", done[0])

    assert (before, (doer.has("stamps"), doer.has("free_coffee"))) == ((0, 1), (9, 0))


def test_cups_given_back_one_by_one_after_the_free_one_are_owed_one_by_one() -> None:
    till = a_shop(STAMPS).till()
    sold = till.sell(cups(10))
    claim(till, "free_coffee", 1)

    owed = []
    for _ in range(10):
        till.give_back(sold, ReturnedLine(1, Decimal(1)))
        owed.append(held(till)[0])

    assert owed == [-n for n in range(1, 11)]


def test_only_whole_cups_of_a_line_bring_stamps() -> None:
    till = a_shop(STAMPS).till()

    till.sell(
        goods(1, 100, category="coffee", quantity=Decimal("0.5")),
        goods(2, 300, category="coffee", quantity=Decimal("1.5")),
    )

    assert held(till) == (1, 0)
