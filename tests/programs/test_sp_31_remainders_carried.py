"""What is too little for a bonus is lost with its receipt, or carried through the month."""

from __future__ import annotations

import pytest

from tests.programs.shop import Counter, a_shop, goods

pytestmark = pytest.mark.sp(31)

FUEL = "fuel-for-litres"
CARRIED = {"earning.fuel.give": {"points": 1, "per": 10, "carry": "month"}}


def fill(till: Counter, times: int, amount: int = 15) -> list[object]:
    """Buy fuel so many times."""
    return [till.sell(goods(1, amount, category="fuel")) for _ in range(times)]


@pytest.mark.parametrize(("settings", "bonuses"), [({}, 10), (CARRIED, 15)])
def test_ten_receipts_of_15(settings: dict[str, object], bonuses: int) -> None:
    till = a_shop(FUEL, at="2026-03-02 12:00", **settings).till()

    fill(till, 10)

    assert till.balance("bonus")[0] == bonuses


def test_what_is_carried_ends_with_the_month_of_the_zone() -> None:
    shop = a_shop(FUEL, at="2026-03-31 23:59", **CARRIED)
    till = shop.till()
    fill(till, 1, 19)
    shop.at("2026-04-01 00:00")

    fill(till, 1, 19)

    assert till.balance("bonus")[0] == 2


def test_all_given_back_in_any_order_leaves_nothing_and_nothing_carried() -> None:
    till = a_shop(FUEL, at="2026-03-02 12:00", **CARRIED).till()
    sold = fill(till, 5)

    for closed in (sold[3], sold[0], sold[4], sold[1], sold[2]):
        till.give_back(closed)
    nothing = till.balance("bonus")
    fill(till, 1, 15)

    assert (nothing, till.balance("bonus")[0]) == ((0, 0, 0, 0), 1)
