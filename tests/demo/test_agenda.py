"""The days of a replay hold receipts and the returns due, in order of time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from demo.agenda import DayPlan, plan_days
from demo.behaviour import ReturnPlan, return_plan
from demo.receipts import ZONE, Day, DemoReceipt, group_by_day, group_into_receipts
from tests.demo.rows import FIRST, a_row, coupon_rows

DAY = 86_400


@pytest.fixture(scope="module")
def days() -> list[Day]:
    return list(group_by_day(group_into_receipts(coupon_rows(2000))))


@pytest.fixture(scope="module")
def plans(days: list[Day]) -> list[DayPlan]:
    return list(plan_days(days))


def test_every_receipt_stands_on_its_day(days: list[Day], plans: list[DayPlan]) -> None:
    bought = [[e for e in plan.events if isinstance(e, DemoReceipt)] for plan in plans]

    assert bought == [day.receipts for day in days]


def test_every_return_due_by_the_last_day_stands_on_its_day_once(
    days: list[Day], plans: list[DayPlan]
) -> None:
    due = [plan for day in days for plan in map(return_plan, day.receipts) if plan]
    placed = {e.return_no: plan.date for plan in plans for e in plan.events
              if isinstance(e, ReturnPlan)}  # fmt: skip

    dated = {plan.return_no: plan.occurred_at.astimezone(ZONE).date() for plan in due}
    assert placed == {no: day for no, day in dated.items() if day <= days[-1].date}
    assert len(placed) < len(dated)


def test_events_follow_each_other_in_time(plans: list[DayPlan]) -> None:
    moments = [event.occurred_at for plan in plans for event in plan.events]

    assert moments == sorted(moments)


def test_a_day_without_receipts_is_a_day_too() -> None:
    rows = [a_row(basket_id=no, at_seconds=FIRST + no * 3 * DAY) for no in (0, 1)]

    plans = list(plan_days(group_by_day(group_into_receipts(rows))))

    assert [(plan.date.day, len(plan.events)) for plan in plans] == [(1, 1), (2, 0), (3, 0), (4, 1)]


def test_a_replay_that_goes_on_later_meets_the_same_days(
    days: list[Day], plans: list[DayPlan]
) -> None:
    since = days[0].date + timedelta(days=7)

    assert list(plan_days(days, since=since)) == plans[7:]


def test_a_longer_replay_begins_with_the_days_of_a_shorter_one(
    days: list[Day], plans: list[DayPlan]
) -> None:
    assert list(plan_days(days[:10])) == plans[:10]
    assert plans[0].date == date(2017, 1, 1)
