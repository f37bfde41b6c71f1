"""The one source of time: aware UTC datetimes with millisecond precision.

Tests freeze it, and a replay of old receipts moves it along with the receipts.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that can tell the present moment."""

    def now(self) -> datetime: ...


def to_milliseconds(moment: datetime) -> datetime:
    """Cut a datetime to whole milliseconds, the precision that the database keeps."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def spell(moment: datetime) -> str:
    """Write a moment in RFC 3339, in UTC with Z, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Give the present moment in UTC."""
        return to_milliseconds(datetime.now(UTC))


class FrozenClock:
    """A clock that stands still until it is told to move. Safe to share between threads."""

    def __init__(self, at: datetime) -> None:
        self._at = to_milliseconds(at.astimezone(UTC))
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """Give the moment at which the clock stands."""
        return self._at

    def set(self, at: datetime) -> None:
        """Put the clock to another moment."""
        with self._lock:
            self._at = to_milliseconds(at.astimezone(UTC))

    def advance(self, **delta: float) -> None:
        """Move the clock on by a timedelta given as keywords, as in `advance(days=1)`."""
        with self._lock:
            self._at = to_milliseconds(self._at + timedelta(**delta))


_clock: Clock = SystemClock()


def use(clock: Clock) -> Clock:
    """Make a clock the process's clock and give back the one before it."""
    global _clock
    before, _clock = _clock, clock
    return before


def now() -> datetime:
    """Give the present moment by the process's clock, aware, in UTC."""
    return _clock.now()


def wall() -> datetime:
    """Give the machine's own time, whatever the process's clock says: for records of when."""
    return to_milliseconds(datetime.now(UTC))
