"""SP-58: a club that wants riders to ride more: rides count, and the share of regulars grows."""

from __future__ import annotations

import pytest

import sales
from tests.programs import clubs
from tests.programs.doing import a_doer
from tests.programs.shop import Shop, a_shop

pytestmark = pytest.mark.sp(58)


@pytest.fixture
def shop() -> Shop:
    return a_shop("riders-club", at="2026-03-20 12:00")


def test_54_of_100_members_are_regular_which_is_24_points_more_than_before(shop: Shop) -> None:
    clubs.check_share_of_regulars(shop, people=100, regular=54, baseline=30)


def test_a_purchase_that_came_back_makes_nobody_regular(shop: Shop) -> None:
    clubs.check_what_came_back_makes_nobody_regular(shop, a_doer(shop))


def test_without_members_there_is_no_share() -> None:
    assert sales.Regulars(0, 0).percent is None


def test_rides_count_towards_badges(shop: Shop) -> None:
    clubs.check_rides_count_towards_badges(shop, a_doer(shop))


@pytest.mark.parametrize("miles", clubs.IMPOSSIBLE_MILES)
def test_a_ride_of_impossible_length_is_refused_by_name(shop: Shop, miles: object) -> None:
    clubs.check_an_impossible_ride_is_refused(a_doer(shop), miles)
