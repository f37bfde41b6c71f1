from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from foundation import clock
from foundation.clock import FrozenClock, SystemClock

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_the_machine_s_clock_tells_aware_utc_in_whole_milliseconds() -> None:
    now = SystemClock().now()

    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0
    assert abs(datetime.now(UTC) - now) < timedelta(seconds=5)


def test_a_frozen_clock_stands_until_it_is_moved() -> None:
    frozen = FrozenClock(NOON)
    assert frozen.now() == frozen.now() == NOON

    frozen.advance(days=1, milliseconds=5)
    assert frozen.now() == NOON + timedelta(days=1, milliseconds=5)

    frozen.set(NOON)
    assert frozen.now() == NOON


def test_a_frozen_clock_tells_utc_whatever_it_was_set_by() -> None:
    frozen = FrozenClock(datetime(2026, 3, 2, 14, 0, tzinfo=timezone(timedelta(hours=2))))

    assert (frozen.now(), frozen.now().tzinfo) == (NOON, UTC)


def test_the_process_has_one_clock_that_can_be_changed_and_put_back() -> None:
    before = clock.use(FrozenClock(NOON))

    assert clock.now() == NOON
    assert clock.wall() != NOON

    clock.use(before)
    assert clock.now() > NOON or clock.now() != NOON


def test_moments_are_cut_to_milliseconds_not_rounded() -> None:
    moment = datetime(2026, 3, 2, 12, 0, 0, 999_999, tzinfo=UTC)

    assert clock.to_milliseconds(moment).microsecond == 999_000


def test_a_moment_is_spelled_in_utc_to_the_millisecond() -> None:
    moment = datetime(2026, 3, 2, 12, 0, 0, 1999, tzinfo=timezone(timedelta(hours=2)))

    assert clock.spell(moment) == "2026-03-02T10:00:00.001Z"
