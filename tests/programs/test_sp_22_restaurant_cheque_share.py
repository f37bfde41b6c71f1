"""A fifth of every cheque for the next visit; cheques of one table are one visit."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

import program
import wallet
from foundation import clock
from tests.programs.shop import Counter, a_shop, text_of

pytestmark = pytest.mark.sp(22)

RESTAURANT = "restaurant-cheque-share"


def visits(till: Counter) -> int:
    """Give how many visits the wallet has counted."""
    mark = wallet.get_wallet(till.member_id).mark(f"visits@{till.program}")
    return int(mark["n"]) if mark else 0


def test_a_cheque_gives_a_fifth_that_does_not_pay_for_itself() -> None:
    till = a_shop(RESTAURANT).till()

    offered = till.quote(1500).evaluation.burn.max_points
    till.pay(1500)

    assert (offered, till.points) == (0, 300)


@pytest.mark.parametrize(("base", "earned"), [("net_of_points", 140), ("net", 200)])
def test_the_next_cheque_is_paid_with_it_and_earns_by_its_base(base: str, earned: int) -> None:
    till = a_shop(RESTAURANT, **{"earning.cheque.base": base}).till()
    till.pay(1500)

    paid = till.pay(1000, burn_points=300)

    assert (paid, till.points) == (Decimal(700), earned)


@pytest.mark.parametrize(
    ("table", "at", "expected"),
    [
        ("7", "2026-03-02 20:30", 1),
        ("7", "2026-03-02 21:00", 1),
        ("7", "2026-03-02 21:01", 2),
        ("8", "2026-03-02 20:30", 2),
        (None, "2026-03-02 20:30", 2),
    ],
)
def test_two_cheques_of_a_table_within_two_hours_are_one_visit(
    table: str | None, at: str, expected: int
) -> None:
    shop = a_shop(RESTAURANT, at="2026-03-02 19:00")
    till = shop.till()
    till.sell(1500, attributes={"table": "7"})
    shop.at(at)

    till.sell(400, attributes={"table": table} if table else {})

    assert visits(till) == expected
    assert till.balance("evenings")[0] == expected
    assert till.points == 380


def test_a_cheque_given_back_takes_its_visit_back_only_if_it_had_begun_one() -> None:
    till = a_shop(RESTAURANT, at="2026-03-02 19:00").till()
    first = till.sell(1500, attributes={"table": "7"})
    second = till.sell(400, attributes={"table": "7"})

    till.give_back(second)
    after_the_second = visits(till)
    till.give_back(first)

    assert (after_the_second, visits(till), till.points) == (1, 0, 0)


def test_planning_says_that_a_fifth_is_much() -> None:
    found = program.plan(text_of(RESTAURANT)).warnings

    assert [warning.code for warning in found] == ["DISCOUNT_GE_20_RISK"]


def test_what_is_not_used_on_the_next_visit_can_be_used_on_a_later_one() -> None:
    shop = a_shop(RESTAURANT, at="2026-03-02 19:00")
    till = shop.till()
    till.pay(1500)
    shop.at("2026-03-09 19:00")
    till.pay(1000)

    shop.at("2028-03-02 19:00")

    assert till.points == 500
    assert till.pay(1000, burn_points=500) == Decimal(500)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2026-03-29 01:30", "2026-03-29 04:20", 1),  # 110 minutes: an hour was left out
        ("2026-10-25 01:30", "2026-10-25 03:20", 2),  # 170 minutes: an hour came twice
        ("2025-12-31 23:30", "2026-01-01 01:00", 1),
        ("2028-02-29 23:30", "2028-03-01 01:31", 2),
    ],
)
def test_two_hours_are_two_hours_when_clocks_change_and_years_turn(
    first: str, second: str, expected: int
) -> None:
    shop = a_shop(RESTAURANT, at=first, zone="Europe/Berlin")
    till = shop.till()
    till.sell(1500, attributes={"table": "7"})
    shop.at(second)

    till.sell(400, attributes={"table": "7"})

    assert (visits(till), till.balance("evenings")[0]) == (expected, expected)


def test_a_cheque_told_a_day_late_is_of_the_visit_it_was_in() -> None:
    shop = a_shop(RESTAURANT, at="2026-03-02 19:00")
    till, began = shop.till(), clock.now()
    till.sell(1500, attributes={"table": "7"})
    shop.at("2026-03-03 19:00")

    till.sell(400, attributes={"table": "7"}, occurred_at=began + timedelta(minutes=60))

    assert till.balance("evenings")[0] == 1
