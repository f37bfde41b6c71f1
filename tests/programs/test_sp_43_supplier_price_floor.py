"""SP-43: who delivers gets the difference when the market pays less than the floor."""

from __future__ import annotations

from typing import Any

import pytest

from sales.activities import ActivityInvalid
from tests.programs.doing import Doer
from tests.programs.people import enrolled
from tests.programs.shop import a_shop

pytestmark = pytest.mark.sp(43)

FORMULA = "activities|delivery.accepted|then|0|add|amount"


def a_farm(**settings: Any) -> Doer:
    """Give a farm, which is an organisation and no person."""
    shop = a_shop("supplier-price-floor", at="2026-03-20 12:00", **settings)
    return Doer(shop, enrolled("Green Meadow", kind="company"))


@pytest.mark.parametrize(
    ("market", "litres", "minor"),
    [
        ("27", 1000, 300000),
        ("31", 1000, 0),
        ("30", 1000, 0),
        ("29.99", 1000, 1000),
        ("27.50", "0.333", 83),
    ],
)
def test_the_payout_is_the_difference_times_the_litres(
    market: str, litres: object, minor: int
) -> None:
    farm = a_farm()

    farm.do("delivery.accepted", market=market, litres=litres)

    assert farm.has("payout") == minor


def test_the_floor_is_a_term_of_the_program() -> None:
    farm = a_farm(**{FORMULA: "max(33 - data.market, 0) * data.litres"})

    farm.do("delivery.accepted", market=31, litres=1000)
    with pytest.raises(ActivityInvalid):
        farm.do("delivery.accepted", market=31, litres=1000, floor=99)

    assert farm.has("payout") == 200000


def test_a_delivery_told_twice_pays_once_and_can_be_taken_back() -> None:
    farm = a_farm()
    told = farm.do("delivery.accepted", id="D1", market=27, litres=1000)

    again = farm.do("delivery.accepted", id="D1", market=27, litres=1000)
    farm.do("delivery.accepted", id="D2", market=28, litres=500)
    farm.decide("reverse", told)

    assert (again.replayed, farm.has("payout")) == (True, 100000)
