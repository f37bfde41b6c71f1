"""A prize that counts for a year, and the order that comes back in the next one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from foundation import ids
from foundation.clock import FrozenClock
from tests.sales.shop import POINTS, STATUS, open_shop

PRIZE = {"code": "boost", "name": "Fifty more", "give": {"account": "status", "amount": 50}}
DRAW = {"code": "treat", "name": "A treat", "odds": 1, "budget": 3, "prizes": [PRIZE]}


@pytest.mark.parametrize(
    ("returned_at", "left"),
    [(datetime(2025, 12, 31, 15, tzinfo=UTC), 60), (datetime(2026, 1, 2, tzinfo=UTC), 60)],
)
def test_a_prize_of_a_year_gone_by_is_not_taken_from_the_new_year(
    returned_at: datetime, left: int, clock: FrozenClock
) -> None:
    accounts = {"points": POINTS, "status": STATUS | {"negative": "debt"}}
    till = open_shop(ids.new("mem"), accounts=accounts, draws=[DRAW])
    clock.set(datetime(2025, 12, 31, 12, tzinfo=UTC))
    closed = till.sell(1000)
    clock.set(returned_at)
    till.sell(1000)

    till.give_back(closed)

    assert till.balance("status") == (left, 0, 0, 0)
