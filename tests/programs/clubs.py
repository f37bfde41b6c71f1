"""What every club of riders must do, whatever its code: checks that several tests make."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import members
import sales
import wallet
from tests.programs.doing import Doer
from tests.programs.shop import Shop

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
