"""SP-43: who delivers gets the difference when the market pays less than the floor."""

from __future__ import annotations

import pytest

from tests.programs.doing import a_doer
from tests.programs.shop import a_shop

pytestmark = pytest.mark.sp(43)


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
    farm = a_doer(a_shop("supplier-price-floor", at="2026-03-20 12:00"))

    farm.do("delivery.accepted", floor=30, market=market, litres=litres)

    assert farm.has("payout") == minor


def test_a_delivery_told_twice_pays_once_and_can_be_taken_back() -> None:
    farm = a_doer(a_shop("supplier-price-floor", at="2026-03-20 12:00"))
    told = farm.do("delivery.accepted", id="D1", floor=30, market=27, litres=1000)

    again = farm.do("delivery.accepted", id="D1", floor=30, market=27, litres=1000)
    farm.do("delivery.accepted", id="D2", floor=30, market=28, litres=500)
    farm.decide("reverse", told)

    assert (again.replayed, farm.has("payout")) == (True, 100000)
