"""Fields are read by their types, days are kept by the calendar: pure, by tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from program.activities import (
    DataField,
    Happening,
    dates_kept_on,
    days_in_window,
    is_scheduled,
    read_fields,
)

FIELDS = (
    DataField("miles", "number", least=Decimal(0), most=Decimal(100)),
    DataField("price", "money", is_required=False),
    DataField("bike", "text", is_required=False, choices=("road", "trail")),
    DataField("wet", "flag", is_required=False),
    DataField("on", "date", is_required=False),
)


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ({"miles": 3}, {"miles": Decimal(3)}),
        ({"miles": "2.50"}, {"miles": Decimal("2.50")}),
        ({"miles": 0.1}, {"miles": Decimal("0.1")}),
        ({"miles": 1, "price": "9.99"}, {"miles": Decimal(1), "price": Decimal("9.99")}),
        ({"miles": 1, "bike": "road"}, {"miles": Decimal(1), "bike": "road"}),
        ({"miles": 1, "wet": False}, {"miles": Decimal(1), "wet": False}),
        ({"miles": 1, "on": "2024-02-29"}, {"miles": Decimal(1), "on": date(2024, 2, 29)}),
        ({"miles": 1, "wet": None}, {"miles": Decimal(1)}),
    ],
)
def test_fields_are_read_by_their_types(raw: dict[str, Any], found: dict[str, Any]) -> None:
    assert read_fields(FIELDS, raw, currency="EUR") == (found, ())


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({}, "REQUIRED"),
        ({"miles": -1}, "TOO_SMALL"),
        ({"miles": 101}, "TOO_LARGE"),
        ({"miles": True}, "WRONG_TYPE"),
        ({"miles": "1e3"}, "WRONG_TYPE"),
        ({"miles": "١٢"}, "WRONG_TYPE"),
        ({"miles": [1]}, "WRONG_TYPE"),
        ({"miles": float("nan")}, "WRONG_TYPE"),
        ({"miles": 1, "price": "9.999"}, "WRONG_VALUE"),
        ({"miles": 1, "bike": "car"}, "WRONG_VALUE"),
        ({"miles": 1, "bike": ""}, "WRONG_LENGTH"),
        ({"miles": 1, "wet": "no"}, "WRONG_TYPE"),
        ({"miles": 1, "on": "2023-02-29"}, "WRONG_VALUE"),
        ({"miles": 1, "speed": 1}, "UNKNOWN_FIELD"),
    ],
)
def test_what_cannot_be_read_is_told(raw: dict[str, Any], code: str) -> None:
    _, faults = read_fields(FIELDS, raw, currency="EUR")

    assert [fault.code for fault in faults] == [code]


@pytest.mark.parametrize(
    ("leap_day", "day", "dates"),
    [
        ("feb_28", date(2026, 2, 28), ((2, 28), (2, 29))),
        ("mar_1", date(2026, 2, 28), ((2, 28),)),
        ("mar_1", date(2026, 3, 1), ((3, 1), (2, 29))),
        ("feb_28", date(2028, 2, 28), ((2, 28),)),
        ("feb_28", date(2028, 2, 29), ((2, 29),)),
        ("mar_1", date(2028, 3, 1), ((3, 1),)),
        ("feb_28", date(2100, 2, 28), ((2, 28), (2, 29))),
    ],
)
def test_29_february_has_a_stead_in_other_years(leap_day: str, day: date, dates: Any) -> None:
    assert dates_kept_on(Happening("birthday", leap_day=leap_day), day) == dates


@pytest.mark.parametrize(
    ("happening", "day", "is_kept"),
    [
        (Happening("schedule", monthly=31), date(2026, 2, 28), True),
        (Happening("schedule", monthly=31), date(2026, 3, 30), False),
        (Happening("schedule", monthly=1), date(2026, 3, 1), True),
        (Happening("schedule", weekly=0), date(2026, 3, 2), True),
        (Happening("schedule", weekly=0), date(2026, 3, 3), False),
        (Happening("schedule", yearly=(2, 29)), date(2026, 2, 28), True),
        (Happening("schedule", yearly=(12, 31)), date(2026, 12, 31), True),
        (Happening("schedule"), date(2026, 3, 1), False),
    ],
)
def test_a_schedule_names_its_days(happening: Happening, day: date, is_kept: bool) -> None:
    assert is_scheduled(happening, day) is is_kept


def test_a_window_looks_back_and_ahead() -> None:
    happening = Happening("birthday", before_days=2, after_days=1)

    days = list(days_in_window(happening, date(2026, 1, 1)))

    assert days == [date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)]
