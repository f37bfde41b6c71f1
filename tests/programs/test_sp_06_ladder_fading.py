"""No visit for a month costs a step; two readings of how it comes back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from foundation import clock
from tests.programs.shop import Counter, Shop, a_shop

pytestmark = pytest.mark.sp(6)


def at_ten_percent(restore: str) -> tuple[Shop, Counter]:
    settings = {"pricing.ladder.ladder.decay.restore": restore}
    shop = a_shop("ladder-fading", at="2026-01-10 12:00", **settings)
    till = shop.till()
    till.pay(60000)
    shop.at("2026-01-15 18:00")
    assert till.pay(1000) == Decimal(900)
    return shop, till


@pytest.mark.parametrize(
    ("moment", "paid"),
    [
        ("2026-02-14 23:59", "900"),
        ("2026-02-15 00:00", "930"),
        ("2026-03-14 23:59", "930"),
        ("2026-03-15 00:00", "950"),
        ("2026-04-15 00:00", "1000"),
        ("2027-04-15 00:00", "1000"),
    ],
)
@pytest.mark.parametrize("restore", ["climb", "on_next_purchase"])
def test_steps_are_lost_until_the_client_returns(restore: str, moment: str, paid: str) -> None:
    shop, till = at_ten_percent(restore)

    shop.at(moment)

    assert till.price(1000) == Decimal(paid)


@pytest.mark.parametrize(
    ("restore", "paid"),
    [("climb", ["950", "930", "900"]), ("on_next_purchase", ["950", "900", "900"])],
)
def test_steps_come_back_one_by_one_or_all_at_once(restore: str, paid: list[str]) -> None:
    shop, till = at_ten_percent(restore)
    shop.at("2026-03-20 12:00")

    assert [till.pay(1000) for _ in range(3)] == [Decimal(each) for each in paid]


def test_the_timer_begins_again_with_a_purchase() -> None:
    shop, till = at_ten_percent("climb")
    shop.at("2026-03-20 12:00")
    assert till.pay(1000) == Decimal(950)

    shop.at("2026-04-19 12:00")
    assert till.price(1000) == Decimal(930)
    shop.at("2026-04-20 12:00")
    assert till.price(1000) == Decimal(950)


@pytest.mark.parametrize("restore", ["climb", "on_next_purchase"])
def test_a_purchase_given_back_whole_has_restored_nothing(restore: str) -> None:
    shop, till = at_ten_percent(restore)
    shop.at("2026-03-20 12:00")
    closed = till.sell(1000)
    assert till.price(1000) < Decimal(950)

    till.give_back(closed)

    assert till.price(1000) == Decimal(950)


@pytest.mark.parametrize(
    ("moment", "paid"),
    [
        ("2028-02-28 23:59", 900),
        ("2028-02-29 00:00", 930),
        ("2028-03-30 23:59", 930),
        ("2028-03-31 00:00", 950),
    ],
)
def test_a_month_after_the_31st_ends_with_a_shorter_month(moment: str, paid: int) -> None:
    shop = a_shop("ladder-fading", at="2028-01-31 12:00")
    till = shop.till()
    till.pay(60000)

    shop.at(moment)

    assert till.price(1000) == Decimal(paid)


def test_a_purchase_told_two_days_late_was_in_time() -> None:
    shop, till = at_ten_percent("climb")
    bought = clock.now() + timedelta(days=30)
    shop.at("2026-02-16 12:00")

    assert till.pay(1000, occurred_at=bought) == Decimal(900)
    assert till.price(1000) == Decimal(900)
