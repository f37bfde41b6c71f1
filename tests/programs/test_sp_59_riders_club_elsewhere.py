"""SP-59: the same club under another code: carried over as YAML, everything holds there too."""

from __future__ import annotations

import pytest

import program
import sales
from tests.programs import clubs
from tests.programs.doing import Doer, a_doer
from tests.programs.shop import BEGINNING, Shop, a_shop

pytestmark = pytest.mark.sp(59)
CODES = ["triumph-owners", "honda-riders"]


def a_copy(code: str) -> Shop:
    """Export the riders' club and put it in force under another code."""
    shop = a_shop("riders-club", at="2026-03-20 12:00")
    exported = program.get_version(shop.code, 1).manifest
    program.apply(program.copied(exported, code=code), author="olga", effective_at=BEGINNING)
    return Shop(shop.name, code)


@pytest.mark.parametrize("code", CODES)
def test_the_copy_keeps_comments_and_all_terms_but_the_code(code: str) -> None:
    shop = a_copy(code)

    text = program.get_version(code, 1).manifest

    assert text.startswith("# A club of riders")
    assert shop.terms.program == code
    assert shop.terms.activities == program.terms_of("riders-club", 1).activities


@pytest.mark.parametrize("code", CODES)
def test_rides_count_there_and_not_here(code: str) -> None:
    shop = a_copy(code)
    rider = a_doer(shop)

    clubs.check_rides_count_towards_badges(shop, rider)

    other = Doer(Shop("riders-club", "riders-club"), a_doer(shop).member_id)
    assert other.has("rides") == 0


@pytest.mark.parametrize("code", CODES)
def test_54_of_100_members_are_regular_there_too(code: str) -> None:
    clubs.check_share_of_regulars(a_copy(code), people=100, regular=54, baseline=30)


@pytest.mark.parametrize("code", CODES)
def test_what_came_back_makes_nobody_regular_there_either(code: str) -> None:
    shop = a_copy(code)

    clubs.check_what_came_back_makes_nobody_regular(shop, a_doer(shop))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("miles", clubs.IMPOSSIBLE_MILES)
def test_a_ride_of_impossible_length_is_refused_there_too(code: str, miles: object) -> None:
    clubs.check_an_impossible_ride_is_refused(a_doer(a_copy(code)), miles)


@pytest.mark.parametrize("code", CODES)
def test_a_purchase_here_makes_nobody_regular_there(code: str) -> None:
    a_copy(code)
    here = Shop("riders-club", "riders-club").till()
    for _ in range(2):
        here.sell(50)
    since, until = clubs.SEASON

    assert sales.count_regulars(code, since=since, until=until, among=1).regular == 0
