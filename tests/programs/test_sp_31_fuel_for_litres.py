"""Bonuses that buy litres: what is earned, what is carried, what is claimed at the pump."""

from __future__ import annotations

from decimal import Decimal

import pytest

import offers
import program
from tests.programs.redeeming import claim, offered, redeem
from tests.programs.shop import a_shop, goods, text_of

pytestmark = pytest.mark.sp(31)

FUEL = "fuel-for-litres"


@pytest.mark.parametrize(
    ("fuel", "wares", "bonuses"),
    [
        ("39990", None, 3999),
        ("39989.99", None, 3998),
        (None, "13330", 3999),
        ("10000", "1000", 1300),
    ],
)
def test_bonuses_for_fuel_and_goods(fuel: str | None, wares: str | None, bonuses: int) -> None:
    till = a_shop(FUEL, at="2026-03-02 12:00").till()
    basket = [goods(1, fuel, category="fuel")] if fuel else []
    basket += [goods(2, wares, category="wares")] if wares else []

    till.sell(*basket)

    assert till.balance("bonus")[0] == bonuses


@pytest.mark.parametrize(
    ("category", "amount", "percent"), [("fuel", 39990, "1.7"), ("wares", 13330, "5.1")]
)
def test_what_comes_back_in_percent_follows_from_the_price_of_fuel(
    category: str, amount: int, percent: str
) -> None:
    till = a_shop(FUEL, at="2026-03-02 12:00").till()
    till.sell(goods(1, amount, category=category))
    redeem(till, "fuel-20")

    litres, price = till.balance("litres")[0], Decimal("33.9915")

    assert litres * price == Decimal("679.83")
    assert litres * price / amount * 100 == Decimal(percent)


@pytest.mark.parametrize(("bonuses", "missing"), [("39990", 0), ("39989.99", 1)])
def test_the_reward_is_there_at_3999_and_not_before(bonuses: str, missing: int) -> None:
    till = a_shop(FUEL, at="2026-03-02 12:00").till()
    till.sell(goods(1, bonuses, category="fuel"))

    found = offered(till, "fuel-20")

    assert found.missing == missing
    assert (found.rejection is None) == (missing == 0)


def test_a_claim_takes_3999_and_gives_20_litres_that_pay_for_fuel_alone() -> None:
    till = a_shop(FUEL, at="2026-03-02 12:00").till()
    till.sell(goods(1, 39990, category="fuel"))

    redeem(till, "fuel-20", key="the one click")
    redeem(till, "fuel-20", key="the one click")
    litres = till.balance("litres")[0]
    with pytest.raises(offers.ClaimRefused):
        claim(till, "litres", 5, ("COFFEE", 5))
    claim(till, "litres", 15, ("DIESEL", 15))

    assert (litres, till.balance("bonus")[0], till.balance("litres")[0]) == (20, 0, 5)


@pytest.mark.parametrize(
    ("price", "wrong"), [("250", []), ("250.01", ["/card_price/regions/tula"])]
)
def test_no_region_sells_the_card_above_250(price: str, wrong: list[str]) -> None:
    try:
        program.plan(text_of(FUEL, **{"card_price.regions.tula": price}))
        found = []
    except program.ManifestInvalid as refused:
        found = [problem.pointer for problem in refused.problems]

    assert found == wrong


def test_what_came_back_cannot_buy_litres() -> None:
    till = a_shop(FUEL, at="2026-03-02 12:00").till()
    closed = till.sell(goods(1, 39990, category="fuel"))

    till.give_back(closed)

    with pytest.raises(offers.RewardRefused) as refused:
        redeem(till, "fuel-20")
    assert refused.value.values["rejection"] == "INSUFFICIENT_POINTS"
