"""Past receipts of the database under their own terms come to what the ledger holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pymongo.database import Database

import wallet
from foundation import clock as house_clock
from foundation.clock import FrozenClock
from program import daily
from sales import ReturnedLine, backtesting
from sales.backtesting import Journals
from tests.sales.backtesting.ledger import in_the_ledger, moved
from tests.sales.shop import SPEND, TENTH, Till, a_program, open_shop

Records = Database[dict[str, Any]]
Open = Callable[[str], str]


def a_member(name: str) -> str:
    """Open a wallet for a member."""
    member_id = f"mem_{name}"
    wallet.open_wallet(member_id)
    return member_id


def live_a_while(clock: FrozenClock) -> None:
    """Let two members buy, pay with points, bring back, and let units lapse."""
    anna, boris = open_shop(a_member("anna")), Till(a_member("boris"), id="trm_market")
    first = anna.sell(20_000, 5_000)
    boris.sell(12_345)
    clock.advance(days=3)
    anna.sell(4_000, burn_points=700)
    held = boris.hold(500, 9_000)
    boris.sell(9_000, hold_id=held.hold_id)
    clock.advance(days=10)
    anna.give_back(first, ReturnedLine(1, amount_minor=5_001))
    second = boris.sell(30_000, 700, 700)
    wallet.adjust(boris.member_id, account="points", amount=250, reason="sorry", key="adjust-1")
    clock.advance(days=40)
    boris.give_back(second, ReturnedLine(2))
    boris.void(boris.sell(8_000))
    anna.give_back(first)
    wallet.adjust(boris.member_id, account="points", amount=-90, reason="oops", key="adjust-2")
    clock.advance(days=400)
    daily.run_daily_work("shop")


def test_under_their_own_terms_receipts_come_to_what_the_ledger_holds(
    database: Records, clock: FrozenClock
) -> None:
    live_a_while(clock)

    found = backtesting.run(Journals.here(), [a_program()], processes=0)

    (tally,) = found.tallies
    posted, outstanding = in_the_ledger()
    assert {key: n for key, n in moved(tally).items() if n} == posted
    assert +tally.outstanding == outstanding
    assert tally.refused == Counter()
    assert found.members == 2


def test_other_terms_are_told_beside_and_who_changes_tier(
    database: Records, clock: FrozenClock
) -> None:
    live_a_while(clock)
    dearer = [TENTH | {"give": {"percent": 20}}, SPEND]
    higher = {
        "account": "status",
        "ladder": [{"code": "bronze", "name": "Bronze", "threshold": 10_000}],
    }

    found = backtesting.run(
        Journals.here(until=clock.now() - timedelta(days=400)),
        [a_program(), a_program(earning=dearer, tiers=higher)],
        processes=0,
    )

    old, new = (moved(tally) for tally in found.tallies)
    assert new["points", "earned"] > 1.9 * old["points", "earned"]
    assert sum(found.moved.counts.values()) == 2
    assert {after for _, after in found.moved.counts} == {"none"}
    assert [example[0] for example in found.moved.examples] == ["mem_anna", "mem_boris"]


def test_a_part_of_the_time_begins_with_what_members_held(
    database: Records, clock: FrozenClock
) -> None:
    till = open_shop(a_member("anna"))
    till.sell(10_000)
    clock.advance(days=40)
    since = house_clock.now()
    clock.advance(days=1)
    till.sell(5_000, burn_points=900)

    found = backtesting.run(Journals.here(since=since), [a_program()], processes=0)

    (tally,) = found.tallies
    assert moved(tally)["points", "burned"] == -900
    assert tally.outstanding["points"] == wallet.get_wallet("mem_anna").balance("points").total
    assert set(tally.sums) >= {("2026-04", "receipts")}


def test_two_processes_come_to_the_same(database: Records, clock: FrozenClock) -> None:
    live_a_while(clock)
    told: list[int] = []

    alone = backtesting.run(Journals.here(), [a_program()], processes=0)
    together = backtesting.run(Journals.here(), [a_program()], processes=2, on_progress=told.append)

    assert together.tallies == alone.tallies
    assert told[-1] == Journals.here().count()


def test_a_broken_source_is_told_of(database: Records, clock: FrozenClock) -> None:
    source = Journals({"mem_a": 1}, clock.now(), way=None)

    with pytest.raises(backtesting.BacktestFailed):
        backtesting.run(source, [a_program()], processes=1)
