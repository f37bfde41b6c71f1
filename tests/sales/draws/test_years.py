"""A prize that counts for a year, and the order that comes back in the next one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from foundation.clock import FrozenClock
from tests.sales.shop import POINTS, STATUS, open_shop

PRIZE = {"code": "boost", "name": "Fifty more", "give": {"account": "status", "amount": 50}}
DRAW = {"code": "treat", "name": "A treat", "odds": 1, "budget": 3, "prizes": [PRIZE]}


@pytest.mark.parametrize(
    "returned_at",
    [datetime(2025, 12, 31, 15, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)],
)
def test_a_prize_of_a_year_gone_by_is_not_taken_from_the_new_year(
    anna: str, returned_at: datetime, clock: FrozenClock
) -> None:
    accounts = {"points": POINTS, "status": STATUS | {"negative": "debt"}}
    till = open_shop(anna, accounts=accounts, draws=[DRAW])
    clock.set(datetime(2025, 12, 31, 12, tzinfo=UTC))
    closed = till.sell(1000)
    clock.set(returned_at)
    till.sell(1000)

    till.give_back(closed)

    assert till.balance("status") == (60, 0, 0, 0)
