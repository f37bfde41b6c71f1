"""Rights due against rights given: renewals, top-ups, what is taken back and what is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program.entitlements import Due, period_of, settle

TODAY = {"month": "2026-03", "quarter": "2026-Q1", "year": "2026"}
KEY = "visit/quarter"


def due(count: int, period: str = "2026-Q1") -> dict[str, Due]:
    return {KEY: Due("visit", period, count, None, None)}


def a_record(count: int, period: str = "2026-Q1", **more: Any) -> dict[str, dict[str, Any]]:
    return {KEY: {"p": period, "n": count, **more}}


@pytest.mark.parametrize(
    ("wanted", "record", "available", "given_now", "taken", "counted"),
    [
        (due(2), {}, 0, 2, 0, 2),
        (due(2), a_record(2), 2, 0, 0, 2),
        (due(2), a_record(2), 0, 0, 0, 2),
        (due(3), a_record(1), 0, 2, 0, 3),
        (due(1), a_record(2), 2, 0, 1, 1),
        (due(1), a_record(2), 0, 0, 0, 2),
        (due(2), a_record(2, "2025-Q4"), 1, 2, 0, 2),
        ({}, a_record(2), 1, 0, 1, 1),
        ({}, a_record(2), 5, 0, 2, 0),
        ({}, a_record(1, x=1), 5, 0, 0, 1),
        ({}, a_record(2, "2025-Q4"), 5, 0, 0, None),
        (due(2), a_record(1, x=1), 0, 1, 0, 2),
    ],
)
def test_rights_are_settled(
    wanted: dict[str, Due],
    record: dict[str, Any],
    available: int,
    given_now: int,
    taken: int,
    counted: int | None,
) -> None:
    found = settle(wanted, record, {"visit": available}, {KEY: "take_back"}, today=TODAY)

    assert sum(row[1] for row in found.given) == given_now
    assert sum(row[1] for row in found.taken) == taken
    assert found.after.get(KEY, {}).get("n") == counted


def test_what_may_be_kept_is_kept() -> None:
    found = settle({}, a_record(2), {"visit": 2}, {KEY: "keep"}, today=TODAY)

    assert found.taken == ()


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12), st.lists(st.booleans(), max_size=12))
def test_nobody_uses_more_than_the_most_that_was_due_in_a_period(
    wanted: list[int], uses: list[bool]
) -> None:
    record: Any = {}
    available = used = 0
    for place, count in enumerate(wanted):
        found = settle(
            due(count) if count else {}, record, {"visit": available}, {KEY: "take_back"},
            today=TODAY,
        )  # fmt: skip
        available += sum(row[1] for row in found.given) - sum(row[1] for row in found.taken)
        record = found.after
        assert available >= 0
        if place < len(uses) and uses[place] and available:
            available, used = available - 1, used + 1

    assert used <= max(wanted)
    settled = settle(
        due(wanted[-1]) if wanted[-1] else {}, record, {"visit": available}, {}, today=TODAY
    )
    assert (settled.given, settled.after) == ((), record)


@pytest.mark.parametrize(
    ("every", "day", "name", "next_day"),
    [
        ("month", date(2026, 12, 31), "2026-12", date(2027, 1, 1)),
        ("quarter", date(2026, 1, 1), "2026-Q1", date(2026, 4, 1)),
        ("quarter", date(2026, 12, 31), "2026-Q4", date(2027, 1, 1)),
        ("year", date(2026, 6, 1), "2026", date(2027, 1, 1)),
    ],
)
def test_periods_are_those_of_the_calendar(
    every: str, day: date, name: str, next_day: date
) -> None:
    assert period_of(every, day) == (name, next_day)
