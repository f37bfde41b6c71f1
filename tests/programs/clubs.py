"""What every club of riders must do, whatever its code: checks that several tests make."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

import members
import sales
import wallet
from sales.activities import ActivityInvalid
from tests.programs.doing import Doer
from tests.programs.shop import Shop

IMPOSSIBLE_MILES = (-1, 2001, "far", True, None)
SEASON = (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))


def check_rides_count_towards_badges(shop: Shop, rider: Doer) -> None:
    """Want rides and miles counted, once each, and taken back when they were no rides."""
    first = rider.do("ride.logged", id="R1", miles="120.5")
    rider.do("ride.logged", id="R1", miles="120.5")
    rider.do("ride.logged", id="R2", miles=80)
    assert (rider.has("rides"), rider.has("miles")) == (2, 200)

    rider.decide("reverse", first)

    assert (rider.has("rides"), rider.has("miles")) == (1, 80)


def check_share_of_regulars(shop: Shop, people: int, regular: int, baseline: int) -> None:
    """Want the share of those who bought twice, and what it gained."""
    for place in range(people):
        member_id = members.enroll()["id"]
        wallet.open_wallet(member_id)
        till = shop.till(member_id)
        for _ in range(2 if place < regular else place % 2):
            till.sell(50)
    since, until = SEASON

    found = sales.count_regulars(shop.code, since=since, until=until, among=people)

    share = Decimal(100 * regular) / people
    assert found.percent == share
    assert found.gained_on(Decimal(baseline)) == share - baseline


def check_what_came_back_makes_nobody_regular(shop: Shop, rider: Doer) -> None:
    """Want two purchases of which one came back to be one."""
    till = shop.till(rider.member_id)
    till.sell(50)
    till.void(till.sell(50))
    since, until = SEASON

    found = sales.count_regulars(shop.code, since=since, until=until, among=1)

    assert (found.regular, found.percent) == (0, Decimal(0))


def check_an_impossible_ride_is_refused(rider: Doer, miles: object) -> None:
    """Want a ride of impossible length refused, by the name of the field."""
    with pytest.raises(ActivityInvalid) as refusal:
        rider.do("ride.logged", miles=miles)

    assert [error.pointer for error in refusal.value.errors] == ["/data/miles"]
    assert rider.has("rides") == 0
