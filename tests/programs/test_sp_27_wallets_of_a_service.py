"""Points for some goods alone, a class to be claimed, fuel by the litre, and who may not spend."""

from __future__ import annotations

import pytest

import offers
import sales
from tests.programs.redeeming import claim, give, redeem
from tests.programs.shop import Counter, a_shop, goods

pytestmark = pytest.mark.sp(27)


@pytest.fixture
def till() -> Counter:
    return a_shop("wallets-of-a-service", at="2026-03-02 12:00").till()


def only_earns(till: Counter, is_so: bool = True) -> None:
    actor = {"kind": "operator", "id": "opr_olga"}
    sales.set_earn_only(till.member_id, is_so, reason="A trial", key=f"only {is_so}", actor=actor)


@pytest.mark.parametrize(
    ("category", "points"),
    [("accessories", 50), ("software", 50), ("machines", 0), ("software > games", 50)],
)
def test_only_accessories_and_software_earn(till: Counter, category: str, points: int) -> None:
    till.sell(goods(1, 1000, category=category))

    assert till.points == points


def test_a_class_is_had_for_points_and_attended_once(till: Counter) -> None:
    give(till, 500, "points")

    redeem(till, "masterclass")
    claim(till, "classes", 1)

    assert (till.points, till.balance("classes")[0]) == (0, 0)


@pytest.mark.parametrize(("sku", "is_good"), [("DIESEL", True), ("COFFEE", False)])
def test_a_litre_pays_for_the_fuel_it_names(till: Counter, sku: str, is_good: bool) -> None:
    give(till, 1, "litres")

    if is_good:
        claim(till, "litres", 1, (sku, 1))
    else:
        with pytest.raises(offers.ClaimRefused):
            claim(till, "litres", 1, (sku, 1))

    assert till.balance("litres")[0] == (0 if is_good else 1)


def test_who_only_earns_earns_and_does_not_spend(till: Counter) -> None:
    give(till, 400, "points")
    only_earns(till)

    till.sell(goods(1, 1000, category="software"))

    assert till.points == 450
    for spend in (till.quote, till.sell):
        with pytest.raises(sales.EarnOnly):
            spend(goods(1, 1000), burn_points=100)
    with pytest.raises(sales.EarnOnly):
        till.hold(100, goods(1, 1000))
    with pytest.raises(offers.RewardRefused) as refused:
        redeem(till, "masterclass")
    assert refused.value.values["rejection"] == "EARN_ONLY"


def test_who_may_spend_again_spends(till: Counter) -> None:
    give(till, 400, "points")
    only_earns(till)
    only_earns(till, False)

    till.sell(goods(1, 1000), burn_points=100)

    assert till.points == 300


@pytest.mark.parametrize(("points", "is_verified"), [(300, False), (301, True)])
def test_up_to_the_limit_or_with_a_code_points_are_spent(
    till: Counter, points: int, is_verified: bool
) -> None:
    give(till, 400, "points")

    till.sell(goods(1, 1000), burn_points=points, is_otp_verified=is_verified)

    assert till.points == 400 - points


def test_above_the_limit_a_code_is_wanted_and_nothing_is_spent(till: Counter) -> None:
    give(till, 400, "points")

    with pytest.raises(sales.OtpRequired) as refused:
        till.sell(goods(1, 1000), burn_points=301)

    assert (refused.value.values["limit"], till.points) == (300, 400)


def test_what_was_held_with_a_code_is_spent_without_another(till: Counter) -> None:
    give(till, 400, "points")
    held = till.hold(350, goods(1, 1000), is_otp_verified=True)

    till.sell(goods(1, 1000), burn_points=350, hold_id=held.hold_id)

    assert till.points == 50
