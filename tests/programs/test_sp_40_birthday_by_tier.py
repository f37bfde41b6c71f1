"""SP-40: a birthday gift by tier: around the day, for a date known in time, once in 330 days."""

from __future__ import annotations

import pytest

import members
from sales import activities
from tests.programs.doing import Doer, a_doer, follow, outbox
from tests.programs.shop import Shop, a_shop

pytestmark = pytest.mark.sp(40)
LEAP = "activities.birthday.happens.leap_day"


def a_member(spent: int, birth_date: str, *, at: str = "2026-01-10 12:00", **settings: str) -> Doer:
    """Give a member of a tier who was born on a day, known since joining."""
    shop = a_shop("birthday-by-tier", at=at, **settings)
    anna = a_doer(shop, birth_date=birth_date)
    shop.till(anna.member_id).sell(spent)
    return anna


def kept_on(shop: Shop, *moments: str) -> list[int]:
    """Let the daily work run at moments, and give how many gifts each gave."""
    return [activities.keep_days(shop.at(moment).code) for moment in moments]


@pytest.mark.parametrize(("spent", "points"), [(30000, 1000), (10000, 500), (9999, 0)])
def test_the_gift_depends_on_the_tier(spent: int, points: int) -> None:
    anna = a_member(spent, "1990-03-20")

    kept_on(anna.shop, "2026-03-20 09:00")

    assert anna.has("points") == points


@pytest.mark.parametrize(
    ("moment", "gifts"),
    [
        ("2026-03-16 23:59", 0),
        ("2026-03-17 00:00", 1),
        ("2026-03-20 12:00", 1),
        ("2026-03-23 23:59", 1),
        ("2026-03-24 00:00", 0),
    ],
)
def test_the_window_is_three_days_around_the_day_in_the_zone(moment: str, gifts: int) -> None:
    anna = a_member(10000, "1990-03-20")

    assert kept_on(anna.shop, moment) == [gifts]


def test_days_missed_are_made_up_for_and_no_day_gives_twice() -> None:
    anna = a_member(30000, "1990-03-20")

    days = ["2026-03-22 09:00", "2026-03-22 09:00", "2026-03-23 09:00", "2027-03-17 09:00"]

    assert kept_on(anna.shop, *days) == [1, 0, 0, 1]


def test_the_message_goes_out_once() -> None:
    anna = a_member(30000, "1990-03-20")
    kept_on(anna.shop, "2026-03-20 09:00", "2026-03-21 09:00")

    follow(times=2)

    assert [event["body"]["template"] for event in outbox()] == ["happy-birthday"]


@pytest.mark.parametrize(("told_on", "gifts"), [("2026-03-13 12:00", 1), ("2026-03-14 12:00", 0)])
def test_a_date_must_be_known_seven_days_before(told_on: str, gifts: int) -> None:
    anna = a_member(10000, "1990-07-01")
    anna.shop.at(told_on)
    members.update_profile(anna.member_id, {"birth_date": "1990-03-20"})

    assert kept_on(anna.shop, "2026-03-20 09:00") == [gifts]


def test_another_date_after_a_gift_gives_no_second_one_within_330_days() -> None:
    anna = a_member(30000, "1990-03-20", at="2026-03-01 12:00")
    assert kept_on(anna.shop, "2026-03-20 09:00") == [1]

    members.update_profile(anna.member_id, {"birth_date": "1990-06-01"})
    within = kept_on(anna.shop, "2026-06-01 09:00")
    members.update_profile(anna.member_id, {"birth_date": "1990-02-12"})
    on_day_329_and_330 = kept_on(anna.shop, "2027-02-12 09:00", "2027-02-13 09:00")

    assert (within, on_day_329_and_330) == ([0], [0, 1])


@pytest.mark.parametrize(
    ("leap_day", "first", "last"),
    [("feb_28", "2026-02-25", "2026-03-03"), ("mar_1", "2026-02-26", "2026-03-04")],
)
def test_29_february_is_kept_on_the_day_chosen_in_other_years(
    leap_day: str, first: str, last: str
) -> None:
    anna = a_member(10000, "1992-02-29", **{LEAP: leap_day})

    assert kept_on(anna.shop, f"{first} 00:00") == [1]
    assert kept_on(a_member(10000, "1992-02-29", **{LEAP: leap_day}).shop, f"{last} 23:59") == [1]


def test_in_a_leap_year_29_february_is_the_day() -> None:
    anna = a_member(10000, "1992-02-29", at="2028-01-10 12:00")

    assert kept_on(anna.shop, "2028-02-25 23:59", "2028-02-26 00:00") == [0, 1]
