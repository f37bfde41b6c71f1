"""Points of several merchants on one balance, and a catalogue that changes on a day."""

from __future__ import annotations

from decimal import Decimal

import pytest

import offers
from tests.programs.clearing import settled
from tests.programs.redeeming import hand_over, offered, redeem
from tests.programs.shop import Counter, Shop, a_shop

pytestmark = pytest.mark.sp(35)


@pytest.fixture
def shop() -> Shop:
    return a_shop("coalition-catalogue", at="2026-03-30 12:00")


@pytest.fixture
def till(shop: Shop) -> Counter:
    """A member who has 50 points of the filling station and 30 of the pharmacy."""
    served = shop.till()
    served.sell(1000, store_id="station-1")
    served.sell(1000, store_id="pharmacy-1")
    return served


def test_points_of_two_merchants_are_one_balance(till: Counter) -> None:
    assert till.points == 80


def test_who_issued_owes_and_who_hands_over_gets_and_the_whole_is_nothing(
    shop: Shop, till: Counter
) -> None:
    hand_over(redeem(till, "keyring"))

    assert settled(shop) == {
        "station": Decimal(-50), "pharmacy": Decimal(-30), "gifts": Decimal(80),
        "operator": Decimal(0),
    }  # fmt: skip


def test_what_is_only_held_is_not_settled_yet(shop: Shop, till: Counter) -> None:
    redeem(till, "keyring")

    assert settled(shop) == {
        "station": Decimal(-50), "pharmacy": Decimal(-30), "operator": Decimal(80),
    }  # fmt: skip


def test_from_its_day_on_the_new_catalogue_holds(shop: Shop, till: Counter) -> None:
    with pytest.raises(offers.RewardRefused):
        redeem(till, "cinema")

    shop.at("2026-04-01 00:00")

    with pytest.raises(offers.RewardRefused):
        redeem(till, "keyring")
    assert offered(till, "cinema").rejection is None
    redeem(till, "cinema")
    assert (till.points, till.balance("tickets")[0]) == (0, 1)
    assert settled(shop)["gifts"] == 80


def test_a_hold_opened_on_the_old_catalogue_is_still_confirmed(shop: Shop, till: Counter) -> None:
    opened = redeem(till, "keyring")
    shop.at("2026-04-02 12:00")

    done = hand_over(opened)

    assert done.redemption["state"] == "handed_over"
    assert (till.points, settled(shop)["gifts"]) == (0, Decimal(80))


def test_a_reward_taken_back_is_not_owed(shop: Shop, till: Counter) -> None:
    shop.at("2026-04-01 12:00")
    done = redeem(till, "cinema")

    actor = {"kind": "operator", "id": "olga"}
    offers.undo(done.redemption["_id"], program=shop.code, key="undo it", actor=actor)

    owed = settled(shop)
    assert (till.points, owed["gifts"], owed["operator"]) == (80, 0, 80)


def test_a_returned_purchase_takes_its_points_and_its_debt_back(shop: Shop, till: Counter) -> None:
    more = till.sell(2000, store_id="station-1")

    till.give_back(more)

    assert (till.points, settled(shop)["station"]) == (80, Decimal(-50))
