"""Earned with one merchant, spent with others; each rate from its day on."""

from __future__ import annotations

from decimal import Decimal

import pytest

from program import BurnCapExceeded
from tests.programs.clearing import settled
from tests.programs.shop import Counter, Shop, a_shop

pytestmark = pytest.mark.sp(37)

PLENTI = "coalition-earn-here-spend-there"


@pytest.fixture
def shop() -> Shop:
    return a_shop(PLENTI, at="2015-12-30 12:00")


@pytest.fixture
def till(shop: Shop) -> Counter:
    """A member who has earned 1,000 points at Macy's."""
    served = shop.till()
    served.sell(1000, store_id="macys-1")
    return served


def spend(till: Counter) -> None:
    """Spend 600 points on a car and 400 on the telephone."""
    till.sell(50, store_id="enterprise-1", burn_points=600)
    till.sell(50, channel="att-web", burn_points=400)


def test_what_was_earned_with_one_is_spent_with_two_others(till: Counter) -> None:
    spend(till)

    assert till.points == 0


def test_the_issuer_pays_and_those_who_accept_are_paid(shop: Shop, till: Counter) -> None:
    spend(till)

    assert settled(shop) == {
        "macys": Decimal("-10.00"),
        "enterprise": Decimal("5.70"),
        "att": Decimal("3.80"),
        "operator": Decimal("0.50"),
    }


def test_a_change_of_rates_applies_from_its_day_only(shop: Shop, till: Counter) -> None:
    till.sell(50, store_id="enterprise-1", burn_points=600)
    shop.at("2016-01-01 00:00")
    till.sell(1000, store_id="macys-1")
    till.sell(50, store_id="enterprise-1", burn_points=600)

    before = settled(shop, until="2015-12-31")
    after = settled(shop, since="2016-01-01")

    assert (before["macys"], before["enterprise"]) == (Decimal("-10.00"), Decimal("5.70"))
    assert (after["macys"], after["enterprise"]) == (Decimal("-12.00"), Decimal("5.40"))


def test_a_return_after_the_change_goes_at_the_rate_of_the_sale(shop: Shop, till: Counter) -> None:
    sold = till.sell(1000, store_id="macys-1")
    shop.at("2016-01-05 12:00")

    till.give_back(sold)

    assert settled(shop, until="2015-12-31")["macys"] == Decimal("-20.00")
    assert settled(shop, since="2016-01-01")["macys"] == Decimal("10.00")


def test_points_given_back_are_not_paid_for(shop: Shop, till: Counter) -> None:
    bought = till.sell(50, store_id="enterprise-1", burn_points=600)

    till.void(bought)

    owed = settled(shop)
    assert (till.points, owed["enterprise"], owed["operator"]) == (1000, 0, Decimal("10.00"))


def test_who_only_accepts_issues_nothing_and_who_only_issues_accepts_nothing(
    till: Counter,
) -> None:
    till.sell(500, store_id="enterprise-1")

    assert till.points == 1000
    with pytest.raises(BurnCapExceeded):
        till.sell(50, store_id="macys-1", burn_points=100)


def test_a_partner_that_does_both_pays_its_commission(shop: Shop, till: Counter) -> None:
    till.sell(2000, store_id="rite-aid-1")

    assert settled(shop)["rite-aid"] == Decimal("-21.00")


def test_the_whole_with_the_operator_is_nothing(shop: Shop, till: Counter) -> None:
    spend(till)
    till.sell(333, store_id="rite-aid-1")
    till.give_back(till.sell(77, store_id="macys-2"))

    assert sum(settled(shop).values()) == 0
