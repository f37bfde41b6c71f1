from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program import Expiry, Terms, available_at, expires_at, prolonged_until, restored_expires_at
from program.expiry import add_months, last_valid_day, midnight
from tests.program.manifests import terms_of

HALF_YEAR: dict[str, Any] = {"kind": "rolling", "months": 6}
MONTH: dict[str, Any] = {"kind": "calendar", "period": "month"}
TO_MONTH_END: dict[str, Any] = {"granularity": "month"}


def terms_with(expiry: dict[str, Any], zone: str = "Europe/Moscow", **account: Any) -> Terms:
    points = {"kind": "points", "expiry": expiry} | account
    return terms_of(zone=zone, accounts={"points": points})


def last_day(expiry: dict[str, Any], earned: str, zone: str = "Europe/Moscow") -> str:
    """Give the instant of lapse as local time, for units earned at local noon."""
    at = datetime.fromisoformat(f"{earned}T12:00").replace(tzinfo=ZoneInfo(zone))
    found = expires_at(terms_with(expiry, zone), "points", at)
    assert found is not None
    return found.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("expiry", "earned", "gone"),
    [
        ({"kind": "rolling", "days": 1}, "2026-03-02", "2026-03-04 00:00"),
        ({"kind": "rolling", "months": 1}, "2026-01-15", "2026-02-16 00:00"),
        ({"kind": "rolling", "months": 1}, "2026-01-31", "2026-03-01 00:00"),
        ({"kind": "rolling", "months": 1}, "2028-01-31", "2028-03-01 00:00"),
        ({"kind": "rolling", "months": 12}, "2028-02-29", "2029-03-01 00:00"),
        ({"kind": "rolling", "months": 1, "days": 15}, "2026-01-15", "2026-03-03 00:00"),
        (HALF_YEAR | TO_MONTH_END, "2026-01-15", "2026-08-01 00:00"),
        (HALF_YEAR | TO_MONTH_END, "2026-08-31", "2027-03-01 00:00"),
        ({"kind": "sliding", "months": 3}, "2026-11-30", "2027-03-01 00:00"),
        ({"kind": "calendar", "period": "year"}, "2026-12-31", "2027-01-01 00:00"),
        ({"kind": "calendar", "period": "year"}, "2027-01-01", "2028-01-01 00:00"),
        ({"kind": "calendar", "period": "quarter"}, "2026-05-10", "2026-07-01 00:00"),
        (MONTH | {"grace_days": 10}, "2026-02-03", "2026-03-11 00:00"),
        ({"kind": "end_of_nth_month", "n": 6}, "2020-12-15", "2021-07-01 00:00"),
        ({"kind": "end_of_nth_month", "n": 6}, "2026-08-31", "2027-03-01 00:00"),
        ({"kind": "end_of_nth_month", "n": 0}, "2026-02-10", "2026-03-01 00:00"),
    ],
)  # fmt: skip
def test_units_lapse_at_the_midnight_after_their_last_day(
    expiry: dict[str, Any], earned: str, gone: str
) -> None:
    assert last_day(expiry, earned) == gone


def test_units_without_expiry_never_lapse() -> None:
    terms = terms_with({"kind": "none"})

    assert expires_at(terms, "points", datetime(2026, 3, 2, tzinfo=UTC)) is None


def test_the_day_is_that_of_the_zone_of_the_program() -> None:
    late_evening_in_utc = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)
    moscow = terms_with({"kind": "rolling", "days": 1}, "Europe/Moscow")
    new_york = terms_with({"kind": "rolling", "days": 1}, "America/New_York")

    assert expires_at(moscow, "points", late_evening_in_utc) == datetime(2026, 3, 4, 21, tzinfo=UTC)
    assert expires_at(new_york, "points", late_evening_in_utc) == datetime(
        2026, 3, 4, 5, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("zone", "earned", "gone_utc"),
    [
        # Clocks go forward on 29 March 2026 and back on 25 October 2026.
        ("Europe/Chisinau", "2026-03-28T12:00", "2026-03-29T21:00"),
        ("Europe/Chisinau", "2026-03-27T12:00", "2026-03-28T22:00"),
        ("Europe/Chisinau", "2026-10-24T12:00", "2026-10-25T22:00"),
        ("America/New_York", "2026-03-07T12:00", "2026-03-09T04:00"),
        # There is no midnight in Beirut on 29 March 2026: the day begins at one o'clock.
        ("Asia/Beirut", "2026-03-27T12:00", "2026-03-28T22:00"),
    ],
)
def test_days_of_23_and_25_hours_end_at_their_own_midnight(
    zone: str, earned: str, gone_utc: str
) -> None:
    terms = terms_with({"kind": "rolling", "days": 1}, zone)
    at = datetime.fromisoformat(earned).replace(tzinfo=ZoneInfo(zone))

    found = expires_at(terms, "points", at)

    assert found == datetime.fromisoformat(gone_utc).replace(tzinfo=UTC)


def test_pending_units_come_at_a_local_midnight_and_others_at_once() -> None:
    at = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)

    assert available_at(terms_with({"kind": "none"}), "points", at) == at
    waiting = terms_with({"kind": "none"}, pending={"days": 14})
    assert available_at(waiting, "points", at) == datetime(2026, 3, 15, 21, tzinfo=UTC)


def test_only_sliding_units_are_prolonged() -> None:
    at = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    sliding = terms_with({"kind": "sliding", "months": 12})

    assert prolonged_until(sliding, "points", at) == datetime(2027, 3, 2, 21, tzinfo=UTC)
    assert prolonged_until(terms_with({"kind": "rolling", "months": 12}), "points", at) is None


@pytest.mark.parametrize(
    ("returns", "expected"),
    [
        ({"restored_expiry": "original"}, datetime(2026, 3, 1, 21, tzinfo=UTC)),
        (
            {"restored_expiry": "original_or_grace", "grace_days": 14},
            datetime(2026, 3, 16, 21, tzinfo=UTC),
        ),
        ({"restored_expiry": "fresh"}, datetime(2026, 4, 2, 21, tzinfo=UTC)),
    ],
)
def test_points_given_back_keep_or_renew_their_expiry(
    returns: dict[str, Any], expected: datetime
) -> None:
    points = {"kind": "points", "expiry": {"kind": "rolling", "months": 1}}
    terms = terms_of(accounts={"points": points}, returns=returns)
    original, returned = datetime(2026, 3, 1, 21, tzinfo=UTC), datetime(2026, 3, 2, 9, tzinfo=UTC)

    assert restored_expires_at(terms, "points", original, returned) == expected


def test_points_that_never_lapse_come_back_so() -> None:
    terms = terms_of(returns={"restored_expiry": "original_or_grace", "grace_days": 14})

    assert restored_expires_at(terms, "points", None, datetime(2026, 3, 2, tzinfo=UTC)) is None


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 240))
def test_adding_months_keeps_the_day_or_takes_the_end_of_the_month(day: date, months: int) -> None:
    moved = add_months(day, months)

    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    is_clamped = moved.day < day.day and add_months(moved.replace(day=1), 1) > moved
    assert moved.day == day.day or is_clamped


@given(
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    st.sampled_from(["Europe/Chisinau", "America/Sao_Paulo", "Asia/Beirut", "Australia/Lord_Howe"]),
)
def test_a_midnight_is_the_first_moment_of_its_day(day: date, zone: str) -> None:
    begins = midnight(day, ZoneInfo(zone))

    assert begins.astimezone(ZoneInfo(zone)).date() == day


@pytest.mark.parametrize(
    ("joined", "earned", "last"),
    [
        ((2024, 3, 2), (2026, 3, 1), (2026, 3, 1)),
        ((2024, 3, 2), (2026, 3, 2), (2027, 3, 1)),
        ((2024, 2, 29), (2026, 2, 27), (2026, 2, 27)),
        ((2024, 2, 29), (2027, 12, 31), (2028, 2, 28)),
        ((2026, 3, 2), (2026, 3, 2), (2027, 3, 1)),
        ((2026, 5, 2), (2026, 3, 2), (2026, 5, 1)),
        (None, (2026, 3, 2), (2027, 3, 1)),
    ],
)
def test_units_of_a_membership_year_lapse_before_the_day_of_joining(
    joined: tuple[int, int, int] | None, earned: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    expiry = Expiry(kind="anniversary")
    joined_on = None if joined is None else date(*joined)

    assert last_valid_day(expiry, date(*earned), joined_on) == date(*last)
