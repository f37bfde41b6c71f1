"""What happens on each day of a replay: the day's receipts and the returns due on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter

from demo.behaviour import ReturnPlan, return_plan
from demo.receipts import ZONE, Day, DemoReceipt

Event = DemoReceipt | ReturnPlan


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The events of one day of the shop's calendar, in order of time."""

    date: date
    events: tuple[Event, ...]


def plan_days(days: Iterable[Day], *, since: date | None = None) -> Iterator[DayPlan]:
    """Give every day from the first to the last receipt, also those with only returns or nothing.

    With `since` earlier days are left out, but their returns still come. Returns due after the
    last day are left for the replay that goes further: its first days are these same days.
    """
    due: dict[date, list[ReturnPlan]] = {}
    for day in _without_gaps(days):
        for plan in filter(None, map(return_plan, day.receipts)):
            due.setdefault(plan.occurred_at.astimezone(ZONE).date(), []).append(plan)
        events: list[Event] = [*day.receipts, *due.pop(day.date, [])]
        if since is None or day.date >= since:
            yield DayPlan(day.date, tuple(sorted(events, key=attrgetter("occurred_at"))))


def _without_gaps(days: Iterable[Day]) -> Iterator[Day]:
    """Put an empty day wherever the shop's calendar goes on without receipts."""
    expected: date | None = None
    for day in days:
        while expected is not None and expected < day.date:
            yield Day(expected, [])
            expected += timedelta(days=1)
        yield day
        expected = day.date + timedelta(days=1)
