"""Stars that lapse at the end of the sixth month, and more of them for what somebody likes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from foundation import Refusal
from tests.programs.shop import a_shop, goods

pytestmark = pytest.mark.sp(25)

STARS = "stars-with-personal-offers"


@pytest.mark.parametrize(
    ("earned", "usable", "gone"),
    [
        ("2020-12-15 12:00", "2021-06-30 23:59", "2021-07-01 00:00"),
        ("2020-08-31 12:00", "2021-02-28 23:59", "2021-03-01 00:00"),
    ],
)
def test_stars_lapse_at_the_end_of_the_sixth_month(earned: str, usable: str, gone: str) -> None:
    shop = a_shop(STARS, at=earned)
    till = shop.till()
    till.pay(30)

    shop.at(usable)
    before = till.balance("stars")[0]
    shop.at(gone)

    assert (before, till.balance("stars")[0]) == (30, 0)


def test_alcohol_earns_nothing_and_is_not_paid_with_stars() -> None:
    till = a_shop(STARS, at="2026-03-02 12:00").till()

    till.pay(goods(1, 40, category="coffee"), goods(2, 60, category="alcohol"))
    offer = till.quote(goods(1, 100, category="alcohol")).evaluation.burn

    assert till.balance("stars")[0] == 40
    assert (offer.max_points, offer.cap) == (0, "excluded_lines")


@pytest.mark.parametrize(("stars", "is_enough"), [(24, False), (25, True)])
def test_spending_begins_at_25(stars: int, is_enough: bool) -> None:
    till = a_shop(STARS, at="2026-03-02 12:00").till()
    till.pay(stars)

    if is_enough:
        assert till.pay(10, burn_points=25) == Decimal(9)
    else:
        with pytest.raises(Refusal):
            till.pay(10, burn_points=stars)


def test_what_stars_pay_earns_none() -> None:
    till = a_shop(STARS, at="2026-03-02 12:00").till()
    till.pay(100)

    till.pay(10, burn_points=50)

    assert till.balance("stars")[0] == 100 - 50 + 8


@pytest.mark.parametrize(("receipts", "stars"), [(2, 10), (3, 20)])
def test_who_has_had_three_espressos_gets_double_stars_for_them(receipts: int, stars: int) -> None:
    till = a_shop(STARS, at="2026-03-02 12:00").till()
    for _ in range(receipts):
        till.sell(goods(1, 3, category="espresso"), goods(2, 3, category="espresso"))
    before = till.balance("stars")[0]

    till.sell(goods(1, 10, category="espresso"))

    assert till.balance("stars")[0] - before == stars


def test_espressos_of_more_than_thirty_days_ago_do_not_count() -> None:
    shop = a_shop(STARS, at="2026-03-02 12:00")
    till = shop.till()
    for _ in range(3):
        till.sell(goods(1, 3, category="espresso"))
    shop.at("2026-04-02 12:00")

    till.sell(goods(1, 10, category="espresso"))

    assert till.balance("stars")[0] == 9 + 10


def test_the_older_scheme_gives_a_reward_for_every_125() -> None:
    converts = {"every": 125, "into": "drink"}
    till = a_shop(STARS, at="2026-03-02 12:00", **{"accounts.stars.converts": converts}).till()

    till.pay(465)

    assert (till.balance("drink")[0], till.balance("stars")[0]) == (3, 90)


@pytest.mark.parametrize(
    ("receipts", "tier"),
    [
        ([("2026-01-10 12:00", 299)], None),
        ([("2026-01-10 12:00", 300)], "gold"),
        ([("2026-01-10 12:00", 200), ("2027-01-09 12:00", 100)], "gold"),
        ([("2026-01-10 12:00", 200), ("2027-01-11 12:00", 100)], None),
    ],
)
def test_the_older_scheme_makes_gold_of_300_stars_within_twelve_months(
    receipts: list[tuple[str, int]], tier: str | None
) -> None:
    year = {"kind": "status", "expiry": {"kind": "rolling", "months": 12}}
    gold = {"code": "gold", "name": "Gold", "threshold": 300}
    rule = {"id": "year", "account": "year", "reason": "Stars", "give": {"points": 1, "per": 1}}
    tiers = {"account": "year", "review": "none", "ladder": [gold]}
    shop = a_shop(STARS, **{"accounts.year": year, "earning.2": rule, "tiers": tiers})
    till = shop.till()

    for moment, amount in receipts:
        shop.at(moment)
        till.pay(amount)

    assert till.tier == tier


def test_a_receipt_told_when_its_stars_are_gone_gives_none() -> None:
    till = a_shop(STARS, at="2021-07-01 10:00").till()

    till.sell(30, occurred_at=datetime(2020, 12, 31, 23, tzinfo=ZoneInfo("America/Los_Angeles")))
    till.sell(40)

    assert till.balance("stars")[0] == 40
