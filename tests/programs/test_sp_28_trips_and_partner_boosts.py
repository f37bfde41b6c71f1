"""Points for trips; a partner that doubles for some weeks; goods that count five times."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from foundation import clock
from tests.programs.clearing import settled
from tests.programs.doing import a_doer
from tests.programs.shop import Counter, Shop, a_shop, goods

pytestmark = pytest.mark.sp(28)

TRIPS = "transport-trips"


@pytest.fixture
def shop() -> Shop:
    return a_shop(TRIPS, at="2026-03-10 12:00")


def test_a_trip_gives_a_point(shop: Shop) -> None:
    rider = a_doer(shop)

    rider.do("trip.completed", line="metro")
    rider.do("trip.completed")

    assert rider.has("points") == 2


def test_the_same_trip_told_twice_gives_one_point(shop: Shop) -> None:
    rider = a_doer(shop)

    rider.do("trip.completed", id="T1")
    rider.do("trip.completed", id="T1")

    assert rider.has("points") == 1


@pytest.mark.parametrize(
    ("moment", "where", "points"),
    [
        ("2026-03-01 00:00", {"store_id": "coffee-1"}, 20),
        ("2026-03-31 23:59", {"store_id": "coffee-2"}, 20),
        ("2026-03-31 23:59", {"partner": "coffee-chain"}, 20),
        ("2026-02-28 23:59", {"store_id": "coffee-1"}, 10),
        ("2026-04-01 00:00", {"store_id": "coffee-1"}, 10),
        ("2026-03-15 12:00", {"store_id": "grocer-1"}, 10),
        ("2026-03-15 12:00", {"store_id": "elsewhere"}, 0),
    ],
)
def test_a_partner_doubles_within_its_weeks_alone(
    shop: Shop, moment: str, where: dict[str, Any], points: int
) -> None:
    till = shop.at(moment).till()

    till.sell(1000, **where)

    assert till.points == points


def bread(till: Counter, **where: Any) -> int:
    till.sell(goods(1, 200, sku="BREAD"), goods(2, 300, sku="WINE"), **where)
    return till.points


@pytest.mark.parametrize(
    ("store", "points"),
    # 2 of 200 five times and 3 of 300; with the coffee chain the double comes on top of both.
    [("grocer-1", 2 * 5 + 3), ("coffee-1", 2 * 5 + 3 + 5)],
)
def test_goods_on_the_list_count_five_times(shop: Shop, store: str, points: int) -> None:
    assert bread(shop.till(), store_id=store) == points


def test_under_max_the_larger_boost_counts_alone(shop: Shop) -> None:
    boosted = a_shop(TRIPS, at="2026-03-10 12:00", **{"accounts.points.stacking": "max"})

    assert bread(boosted.till(), store_id="coffee-1") == 2 * 5 + 3 * 2


def test_a_return_takes_the_boost_back(shop: Shop) -> None:
    till = shop.till()

    till.give_back(till.sell(1000, store_id="coffee-1"))

    assert till.points == 0


def test_partners_pay_for_boosted_points_and_are_paid_for_points_spent(shop: Shop) -> None:
    till = shop.till()

    till.sell(1000, store_id="coffee-1")
    till.sell(goods(1, 500), store_id="grocer-1", burn_points=20)

    owed = settled(shop)
    assert owed["coffee-chain"] == Decimal("-21.00")
    assert owed["grocer"] == Decimal("19.40") - till.points * Decimal("1.05")
    assert sum(owed.values()) == 0


def test_a_receipt_of_the_last_evening_told_the_day_after_has_its_boost(shop: Shop) -> None:
    shop.at("2026-03-31 23:59")
    bought = clock.now()
    till = shop.at("2026-04-01 09:00").till()

    till.sell(1000, store_id="coffee-1", occurred_at=bought)

    assert till.points == 20
