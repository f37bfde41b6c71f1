"""Two programs of one operator: the same people, a balance in each; how many take part."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

import program
import sales
from tests.programs.people import enrolled, points_of
from tests.programs.shop import a_shop, text_of

pytestmark = pytest.mark.sp(61)

YEAR = {"since": datetime(2025, 3, 20, tzinfo=UTC), "until": datetime(2026, 3, 20, tzinfo=UTC)}


def test_a_member_of_both_has_a_balance_in_each() -> None:
    club, plus = a_shop("brand-club", at="2026-03-20 12:00"), a_shop("brand-plus")
    anna = enrolled("Anna")

    club.till(anna).pay(100)
    plus.till(anna).pay(50)

    assert points_of(anna, "club_points") == (200, 0)
    assert points_of(anna, "plus_points") == (50, 0)


def test_the_points_of_one_program_do_not_pay_in_the_other() -> None:
    club, plus = a_shop("brand-club", at="2026-03-20 12:00"), a_shop("brand-plus")
    anna = enrolled("Anna")
    club.till(anna).pay(100)

    with pytest.raises(program.BurnCapExceeded):
        plus.till(anna).sell(100, burn_points=50)
    paid = club.till(anna).pay(100, burn_points=200)

    assert (paid, points_of(anna, "plus_points")) == (Decimal(98), (0, 0))


def test_a_return_in_one_program_leaves_the_other_alone() -> None:
    club, plus = a_shop("brand-club", at="2026-03-20 12:00"), a_shop("brand-plus")
    anna = enrolled("Anna")
    closed = club.till(anna).sell(100)
    plus.till(anna).pay(50)

    club.till(anna).give_back(closed)

    assert points_of(anna, "club_points") == (0, 0)
    assert points_of(anna, "plus_points") == (50, 0)


@pytest.mark.parametrize(("code", "warnings"), [("plus_points", []), ("club_points", ["club"])])
def test_planning_warns_of_a_balance_that_two_programs_would_share(
    code: str, warnings: list[str]
) -> None:
    a_shop("brand-club")
    text = text_of("brand-plus").replace("plus_points", code)

    found = [w for w in program.plan(text).warnings if w.code == "ACCOUNT_SHARED"]

    assert [warning.pointer for warning in found] == [f"/accounts/{w}_points" for w in warnings]


@pytest.mark.parametrize(("taking_part", "percent"), [(19, "95.0"), (0, "0.0"), (20, "100.0")])
def test_the_active_share_is_who_took_part_within_twelve_months(
    taking_part: int, percent: str
) -> None:
    club = a_shop("brand-club", at="2024-03-20 12:00")
    people = [enrolled(f"Member {number}") for number in range(20)]
    for member in people:
        club.till(member).pay(10)  # Long ago.
    club.at("2025-09-20 12:00")
    for member in people[:taking_part]:
        club.till(member).pay(10)
        club.till(member).pay(10)

    found = sales.count_active(club.code, **YEAR)

    assert (found.active, found.members, found.percent) == (taking_part, 20, Decimal(percent))


def test_what_counts_is_taking_part_in_this_very_program() -> None:
    club, plus = a_shop("brand-club", at="2025-09-20 12:00"), a_shop("brand-plus")
    plus.till(enrolled("Anna")).pay(10)
    voided = club.till(enrolled("Boris"))
    voided.void(voided.sell(10))

    assert sales.count_active(club.code, **YEAR).active == 0
    assert sales.count_active(plus.code, **YEAR).percent == Decimal("50.0")
    assert sales.Attendance(0, 0).percent is None
