"""On which day an activity happens by itself: birthdays, anniversaries, schedules."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from program.activities.terms import Happening
from program.calendar import month_end
from program.terms import Terms


def days_in_window(happening: Happening, today: date) -> Iterator[date]:
    """List the days whose occasion may still (or already) be kept today, the earliest first."""
    for shift in range(-happening.after_days, happening.before_days + 1):
        yield today + timedelta(days=shift)


def dates_kept_on(happening: Happening, day: date) -> tuple[tuple[int, int], ...]:
    """List (month, day) of the dates that are kept on a day: 29 February in its stead too."""
    stead = (2, 28) if happening.leap_day == "feb_28" else (3, 1)
    here = (day.month, day.day)
    return (here, (2, 29)) if here == stead and not isleap(day.year) else (here,)


def is_known_in_time(happening: Happening, known_since: date, day: date) -> bool:
    """Tell whether a birthday was known long enough before it."""
    return known_since + timedelta(days=happening.known_days) <= day


def is_scheduled(happening: Happening, day: date) -> bool:
    """Tell whether a schedule names this day; a month too short keeps its last day."""
    last = month_end(day).day
    if happening.monthly is not None:
        return day.day == min(happening.monthly, last)
    if happening.weekly is not None:
        return day.weekday() == happening.weekly
    if happening.yearly is not None:
        month, number = happening.yearly
        return day.month == month and day.day == min(number, last)
    return False


def today_in(terms: Terms, now: datetime) -> date:
    """Give the date of the program's zone."""
    return now.astimezone(terms.zone).date()
