"""Conditions of time, by the calendar and the clock of the program's zone."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from program.rejections import Rejection
from program.values import Situation

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Begun:
    """From a day on."""

    first: date

    def holds(self, situation: Situation) -> bool:
        """Tell whether the day has come."""
        return situation.day >= self.first

    def rejection(self, situation: Situation) -> Rejection:
        """Say when it begins."""
        return Rejection.of("NOT_STARTED", starts_at=self.first.isoformat())


@dataclass(frozen=True, slots=True)
class BegunEarly:
    """From a day on; for some tiers so many hours earlier."""

    first: date
    hours: int
    tiers: frozenset[str]

    def holds(self, situation: Situation) -> bool:
        """Tell whether the moment has come for the tier held."""
        return self._begins(situation) <= situation.at.astimezone(UTC)

    def _begins(self, situation: Situation) -> datetime:
        start = datetime.combine(self.first, time.min, tzinfo=situation.at.tzinfo).astimezone(UTC)
        is_early = situation.standing.tier in self.tiers
        return start - timedelta(hours=self.hours) if is_early else start

    def rejection(self, situation: Situation) -> Rejection:
        """Say when it begins for the tier held."""
        begins = self._begins(situation).astimezone(situation.at.tzinfo)
        return Rejection.of("NOT_STARTED", starts_at=begins.isoformat(timespec="minutes"))


@dataclass(frozen=True, slots=True)
class NotOver:
    """Until the end of a day."""

    last: date

    def holds(self, situation: Situation) -> bool:
        """Tell whether the last day is not over."""
        return situation.day <= self.last

    def rejection(self, situation: Situation) -> Rejection:
        """Say which day was the last."""
        return Rejection.of("EXPIRED", ended_at=self.last.isoformat())


@dataclass(frozen=True, slots=True)
class Weekdays:
    """On days of the week, counted from Monday = 0."""

    days: frozenset[int]

    def holds(self, situation: Situation) -> bool:
        """Tell whether today is one of them."""
        return situation.day.weekday() in self.days

    def rejection(self, situation: Situation) -> Rejection:
        """Name the days."""
        days = ", ".join(DAY_NAMES[day] for day in sorted(self.days))
        return Rejection.of("CONDITION_FAILED", detail=f"weekdays {days}")


@dataclass(frozen=True, slots=True)
class Hours:
    """Within spans of the day, in minutes: the first included, the last not, over midnight too."""

    spans: tuple[tuple[int, int], ...]

    def holds(self, situation: Situation) -> bool:
        """Tell whether the local clock is in one of the spans."""
        now = situation.at.hour * 60 + situation.at.minute
        return any(
            first <= now < last if first < last else now >= first or now < last
            for first, last in self.spans
        )

    def rejection(self, situation: Situation) -> Rejection:
        """Name the hours."""
        spans = ", ".join(f"{_clock(first)}-{_clock(last)}" for first, last in self.spans)
        return Rejection.of("CONDITION_FAILED", detail=f"hours {spans}")


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@dataclass(frozen=True, slots=True)
class Birthday:
    """Around the member's birthday; who is born on 29 February has it on 28 February or 1 March."""

    before_days: int = 0
    after_days: int = 0
    leap_day: str = "feb_28"

    def holds(self, situation: Situation) -> bool:
        """Tell whether today lies in the window of this year's, last year's or next year's."""
        born = situation.standing.facts.birth_date
        if born is None:
            return False
        before, after = timedelta(self.before_days), timedelta(self.after_days)
        years = (situation.day.year + offset for offset in (-1, 0, 1))
        days = (birthday_in(born, year, self.leap_day) for year in years)
        return any(day - before <= situation.day <= day + after for day in days)

    def rejection(self, situation: Situation) -> Rejection:
        """Say that it is about the birthday."""
        return Rejection.of("CONDITION_FAILED", detail="birthday")


def birthday_in(born: date, year: int, leap_day: str = "feb_28") -> date:
    """Give the day on which somebody has their birthday in a year."""
    if (born.month, born.day) == (2, 29) and not isleap(year):
        return date(year, 3, 1) if leap_day == "mar_1" else date(year, 2, 28)
    return born.replace(year=year)
