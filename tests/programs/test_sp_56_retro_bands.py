"""The rate of the year's sum on all of it: whatever comes back, the rest has earned its rate."""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

import pytest

from sales import ReturnedLine
from tests.programs.doing import Doer, a_doer
from tests.programs.shop import Shop, a_shop

pytestmark = pytest.mark.sp(56)

BANDS = "earning.share.give.bands"
RETRO = {f"{BANDS}.mode": "retro", f"{BANDS}.period": None}
BOUGHT = {
    f"earning.{rule}.{name}": None for rule in ("flown", "share") for name in ("on", "give.of")
}
JANUARY = "2026-01-10 12:00"
ROUNDED = {"floor": ROUND_FLOOR, "half_up": ROUND_HALF_UP}


def a_company(**settings: Any) -> tuple[Shop, Doer]:
    """Let a company join in January under retro bands."""
    shop = a_shop("flight-share-by-bands", at=JANUARY, **(RETRO | settings))
    return shop, a_doer(shop)


def earns(total: int | Decimal, rounding: str = "floor") -> int:
    """Give what a sum of the year earns at its rate."""
    percent = 5 if total <= 3_000_000 else 6 if total <= 5_000_000 else 7
    return int((Decimal(total) * percent / 100).to_integral_value(ROUNDED[rounding]))


@pytest.mark.parametrize("given_back", [0, 1])
def test_whichever_of_two_flights_is_cancelled_the_other_has_its_rate(given_back: int) -> None:
    _, company = a_company()
    flights = [company.do("flight.flown", fare=2_000_000) for _ in range(2)]
    assert company.has("points") == 240_000

    company.decide("reverse", flights[given_back])

    assert (company.has("points"), company.has("flown")) == (100_000, 2_000_000)


def test_what_is_flown_again_after_a_cancellation_has_its_rate_and_all_back_leaves_nothing() -> (
    None
):
    _, company = a_company()
    flights = [company.do("flight.flown", fare=2_000_000) for _ in range(2)]
    company.decide("reverse", flights[0])

    flights.append(company.do("flight.flown", fare=3_500_000))
    assert company.has("points") == earns(5_500_000)
    for flight in flights[1:]:
        company.decide("reverse", flight)

    assert (company.has("points"), company.has("flown")) == (0, 0)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("rounding", ["floor", "half_up"])
def test_after_every_flight_and_cancellation_the_sum_has_its_rate(seed: int, rounding: str) -> None:
    _, company = a_company(**{"earning.share.rounding": {"mode": rounding}})
    random, flights = Random(seed), {}

    for step in range(12):
        if flights and random.random() < 0.4:
            company.decide("reverse", flights.pop(random.choice(sorted(flights)))[0])
        else:
            fare = random.randint(1, 2_500_000)
            flights[step] = company.do("flight.flown", fare=fare), fare
        total = sum(fare for _, fare in flights.values())
        assert (company.has("points"), company.has("flown")) == (earns(total, rounding), total)


@pytest.mark.parametrize("seed", range(4))
def test_after_every_receipt_and_return_of_a_part_the_sum_has_its_rate(seed: int) -> None:
    shop, company = a_company(**BOUGHT)
    till, random = shop.till(company.member_id), Random(seed)
    left: dict[int, list[Any]] = {}

    for step in range(12):
        if left and random.random() < 0.5:
            place = random.choice(sorted(left))
            closed, rest = left[place]
            part = random.choice([rest, random.randint(1, rest)])
            till.give_back(closed, ReturnedLine(1, amount_minor=part * 100))
            left[place][1] -= part
            left = {n: row for n, row in left.items() if row[1]}
        else:
            amount = random.randint(1, 2_500_000)
            left[step] = [till.sell(amount), amount]
        total = sum(rest for _, rest in left.values())
        assert (company.has("points"), company.has("flown")) == (earns(total), total)


def test_a_first_band_of_nothing_is_paid_by_the_rise_and_falls_with_the_flight_before_it() -> None:
    _, company = a_company(**{f"{BANDS}.steps.0.percent": 0})
    first = company.do("flight.flown", fare=2_000_000)
    company.do("flight.flown", fare=2_000_000)
    assert company.has("points") == 240_000

    company.decide("reverse", first)

    assert company.has("points") == 0


def test_a_flight_of_last_year_that_is_cancelled_takes_what_it_gave() -> None:
    shop, company = a_company()
    first = company.do("flight.flown", fare=2_000_000)
    company.do("flight.flown", fare=2_000_000)
    shop.at("2027-01-05 12:00")
    company.do("flight.flown", fare=1_000_000)

    company.decide("reverse", first)

    assert (company.has("points"), company.has("flown")) == (190_000, 1_000_000)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_a_rule_that_means_some_of_what_counts_gives_its_rate_on_that(
    order: tuple[int, ...],
) -> None:
    shop, company = a_company(**BOUGHT, **{"earning.share.when": {"channels": ["app"]}})
    till = shop.till(company.member_id)
    closed = [till.sell(2_000_000, channel=channel) for channel in ("pos", "app", "app")]
    assert company.has("points") == 280_000

    left = [2_000_000, 2_000_000, 2_000_000]
    for place in order:
        till.give_back(closed[place])
        left[place] = 0

    assert (company.has("points"), sum(left)) == (0, 0)


@pytest.mark.parametrize(("first", "kept"), [(0, 110_000), (1, 100_000)])
def test_marginal_bands_take_back_what_the_flight_itself_gave_so_all_back_leaves_nothing(
    first: int, kept: int
) -> None:
    _, company = a_company(**{f"{BANDS}.mode": "marginal"})
    flights = [company.do("flight.flown", fare=2_000_000) for _ in range(2)]
    assert company.has("points") == 100_000 + (50_000 + 60_000)

    company.decide("reverse", flights[first])
    assert company.has("points") == kept
    company.decide("reverse", flights[1 - first])

    assert company.has("points") == 0


@pytest.mark.parametrize("parts", [[2_000_000], [500_000, 1_500_000], [1_999_999, 1]])
def test_marginal_bands_take_the_same_however_the_return_of_a_receipt_is_split(
    parts: list[int],
) -> None:
    shop, company = a_company(**BOUGHT, **{f"{BANDS}.mode": "marginal"})
    till = shop.till(company.member_id)
    closed = [till.sell(2_000_000) for _ in range(2)]

    for part in parts:
        till.give_back(closed[0], ReturnedLine(1, amount_minor=part * 100))

    assert company.has("points") == 110_000
