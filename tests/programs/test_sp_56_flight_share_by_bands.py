"""A share of each fare by what was flown in the year: three readings of a rise in status."""

from __future__ import annotations

import pytest

from tests.programs.doing import Doer, a_doer
from tests.programs.shop import Shop, a_shop

pytestmark = pytest.mark.sp(56)

MONTHS = (1_000_000, 1_500_000, 1_000_000, 2_000_000, 1_500_000)
MODE = "earning.share.give.bands"


def a_company(mode: str = "prospective", period: str | None = None) -> tuple[Shop, Doer]:
    """Let a company join in January."""
    settings = {f"{MODE}.mode": mode, f"{MODE}.period": period}
    shop = a_shop("flight-share-by-bands", at="2026-01-10 12:00", **settings)
    return shop, a_doer(shop)


def fly(shop: Shop, company: Doer, month: int, *fares: int) -> int:
    """Fly in a month, and give what it brought."""
    shop.at(f"2026-{month:02d}-10 12:00")
    before = company.has("points")
    for fare in fares:
        company.do("flight.flown", fare=fare)
    return company.has("points") - before


@pytest.mark.parametrize(
    ("mode", "period", "expected"),
    [
        ("prospective", "month", [50_000, 75_000, 50_000, 120_000, 105_000]),
        ("marginal", None, [50_000, 75_000, 55_000, 125_000, 105_000]),
        ("retro", None, [50_000, 75_000, 85_000, 175_000, 105_000]),
    ],
)
def test_five_months_by_each_reading(mode: str, period: str | None, expected: list[int]) -> None:
    shop, company = a_company(mode, period)

    earned = [fly(shop, company, month, fare) for month, fare in enumerate(MONTHS, 1)]

    assert earned == expected
    totals = {"prospective": 400_000, "marginal": 410_000, "retro": 490_000}
    assert company.has("points") == totals[mode]


def test_the_status_rises_when_a_month_begins_and_not_within_it() -> None:
    shop, company = a_company(period="month")

    within = fly(shop, company, 1, 4_000_000, 100_000)
    after = fly(shop, company, 2, 100_000)

    assert (within, after) == (205_000, 6_000)


@pytest.mark.parametrize(
    ("step", "flown", "op", "earned"),
    [
        (1, 3_000_000, "gt", 5_000),
        (1, 3_000_000, "gte", 6_000),
        (2, 5_000_000, "gt", 6_000),
        (2, 5_000_000, "gte", 7_000),
    ],
)
def test_exactly_a_threshold_belongs_where_the_terms_say(
    step: int, flown: int, op: str, earned: int
) -> None:
    settings = {f"{MODE}.steps.{step}.op": op, f"{MODE}.period": None}
    shop = a_shop("flight-share-by-bands", at="2026-01-10 12:00", **settings)
    company = a_doer(shop)
    fly(shop, company, 1, flown)

    assert fly(shop, company, 2, 100_000) == earned


def test_idle_months_lower_nothing_and_the_new_year_does() -> None:
    shop, company = a_company(period="month")
    fly(shop, company, 1, 6_000_000)

    in_december = fly(shop, company, 12, 100_000)
    shop.at("2027-01-10 12:00")
    before = company.has("points")
    company.do("flight.flown", fare=100_000)

    assert (in_december, company.has("points") - before) == (7_000, 5_000)


def test_a_flight_cancelled_after_the_award_takes_all_of_it_back() -> None:
    shop, company = a_company(period="month")
    shop.at("2026-01-10 12:00")
    flown = company.do("flight.flown", fare=4_000_000)

    company.decide("reverse", flown)

    assert (company.has("points"), company.has("flown")) == (0, 0)
    assert fly(shop, company, 2, 100_000) == 5_000


def test_a_flight_cancelled_in_its_month_leaves_the_status_that_the_month_began_with() -> None:
    shop, company = a_company(period="month")
    fly(shop, company, 1, 3_200_000)
    shop.at("2026-02-10 12:00")
    flown = company.do("flight.flown", fare=500_000)

    company.decide("reverse", flown)

    assert fly(shop, company, 2, 100_000) == 6_000


@pytest.mark.parametrize(
    ("mode", "kept"), [("prospective", 295_000), ("marginal", 305_000), ("retro", 385_000)]
)
def test_the_last_flight_of_the_year_cancelled_takes_back_what_it_gave(
    mode: str, kept: int
) -> None:
    shop, company = a_company(mode, "month" if mode == "prospective" else None)
    for month, fare in enumerate(MONTHS[:-1], 1):
        fly(shop, company, month, fare)
    shop.at("2026-05-10 12:00")
    last = company.do("flight.flown", fare=MONTHS[-1])

    company.decide("reverse", last)

    assert (company.has("points"), company.has("flown")) == (kept, 5_500_000)
