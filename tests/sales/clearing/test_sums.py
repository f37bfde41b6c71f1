"""Whatever is sold, spent, given back, whenever rates change: clearing sums to zero."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymongo.database import Database

import wallet
from foundation import ids
from foundation.clock import FrozenClock
from sales import ReturnedLine, clearing
from sales.clearing.summing import operator_net, sum_up
from tests.sales.clearing.coalition import draw, open_coalition, settlements
from tests.sales.shop import Till

STORES = ("m", "h", "own")
MOVES = st.tuples(
    st.sampled_from(["sell", "sell", "spend", "part", "all", "void", "night", "close"]),
    st.sampled_from(STORES),
    st.integers(1, 30_000),
)


@dataclass
class Story:
    """A member's days at the coalition: what is sold and comes back, in any order."""

    till: Till
    clock: FrozenClock

    def play(self, moves: list[tuple[str, str, int]]) -> None:
        """Do the moves, as far as they can be done."""
        sold: list[Any] = []
        for move, store, amount in moves:
            if move == "night":
                self.clock.advance(days=1)
            elif move == "close":
                draw(self.till.member_id)
                clearing.close_due("shop")
            elif move in ("sell", "spend"):
                points = min(self.till.points, amount) if move == "spend" else 0
                sold.append(self.till.sell(amount, 500, store_id=store, burn_points=points))
            elif sold:
                self.take_back(sold.pop(0), move, amount)
        draw(self.till.member_id)

    def take_back(self, closed: Any, move: str, amount: int) -> None:
        """Take a receipt back: a part of a line, all of it, or by a void."""
        if move == "void":
            self.till.void(closed, key=f"void {closed.receipt['_id']}")
        elif move == "part":
            first = closed.receipt["lines"][0]["amt"]
            self.till.give_back(closed, ReturnedLine(1, amount_minor=min(amount, first)))
        else:
            self.till.give_back(closed)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MOVES, max_size=14))
def test_clearing_sums_to_zero_and_loses_nothing(
    database: Database[dict[str, Any]], clock: FrozenClock, moves: list[tuple[str, str, int]]
) -> None:
    for name in ("clearing", "clearing_closings"):
        database[name].delete_many({})
    clock.set(datetime(2026, 3, 2, 10, tzinfo=UTC))
    member_id = ids.new("mem")
    wallet.open_wallet(member_id)
    story = Story(open_coalition(member_id), clock)
    story.till.id = member_id  # Receipts are numbered per till.

    story.play(moves)

    rows = [r for e in wallet.get_history(member_id, limit=100).entries for r in _rows(e)]
    assert all(sum(leg.micro for leg in row.legs) == 0 for row in rows)
    whole = sum_up(rows)
    days = settlements()
    for found in whole:
        told = [one for day in days for one in day.settlements if one.partner == found.partner]
        assert sum(one.net for one in told) == found.net
    assert sum(found.net for found in whole) + operator_net(rows) == 0
    assert sum(day.operator_net for day in days) == operator_net(rows)


def _rows(entry: Any) -> tuple[clearing.Row, ...]:
    return clearing.rows_of(entry)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 20_000), min_size=1, max_size=4), st.permutations(STORES))
def test_what_is_all_given_back_leaves_nothing_owed(
    database: Database[dict[str, Any]], clock: FrozenClock, amounts: list[int], stores: list[str]
) -> None:
    for name in ("clearing", "clearing_closings"):
        database[name].delete_many({})
    clock.set(datetime(2026, 3, 2, 10, tzinfo=UTC))
    member_id = ids.new("mem")
    wallet.open_wallet(member_id)
    till = open_coalition(member_id)
    till.id = member_id
    sold = []
    for place, amount in enumerate(amounts):
        points = min(till.points, amount)
        sold.append(till.sell(amount, store_id=stores[place % 3], burn_points=points))
        clock.set(clock.now() + timedelta(hours=30))

    for closed in reversed(sold):
        till.give_back(closed)
    draw(member_id)

    totals: dict[str, int] = {}
    for day in settlements():
        for found in day.settlements:
            totals[found.partner] = totals.get(found.partner, 0) + found.net
    assert set(totals.values()) <= {0}
