"""SP-59: the same club under another code: carried over as YAML, everything holds there too."""

from __future__ import annotations

import pytest

import program
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


def test_the_share_of_regulars_is_that_of_the_copy() -> None:
    clubs.check_share_of_regulars(a_copy("triumph-owners"), people=20, regular=11, baseline=30)
