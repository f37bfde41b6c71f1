"""SP-58: a club that wants riders to ride more: rides count, and the share of regulars grows."""

from __future__ import annotations

from decimal import Decimal

import pytest

import sales
from sales.activities import ActivityInvalid
from tests.programs import clubs
from tests.programs.doing import a_doer
from tests.programs.shop import a_shop

pytestmark = pytest.mark.sp(58)


def test_54_of_100_members_are_regular_which_is_24_points_more_than_before() -> None:
    shop = a_shop("riders-club", at="2026-03-20 12:00")

    clubs.check_share_of_regulars(shop, people=100, regular=54, baseline=30)


def test_a_purchase_that_came_back_makes_nobody_regular() -> None:
    shop = a_shop("riders-club", at="2026-03-20 12:00")
    till = a_doer(shop).shop.till()
    till.sell(50)
    till.void(till.sell(50))
    since, until = clubs.SEASON

    found = sales.count_regulars(shop.code, since=since, until=until, among=1)

    assert (found.regular, found.percent) == (0, Decimal(0))


def test_without_members_there_is_no_share() -> None:
    assert sales.Regulars(0, 0).percent is None


def test_rides_count_towards_badges() -> None:
    shop = a_shop("riders-club", at="2026-03-20 12:00")

    clubs.check_rides_count_towards_badges(shop, a_doer(shop))


@pytest.mark.parametrize("miles", [-1, 2001, "far", True, None])
def test_a_ride_of_impossible_length_is_refused_by_name(miles: object) -> None:
    rider = a_doer(a_shop("riders-club", at="2026-03-20 12:00"))

    with pytest.raises(ActivityInvalid) as refusal:
        rider.do("ride.logged", miles=miles)

    assert [error.pointer for error in refusal.value.errors] == ["/data/miles"]
