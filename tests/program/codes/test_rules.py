"""Texts of codes, their check character and their days."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program import codes

MOSCOW = ZoneInfo("Europe/Moscow")
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
digits = st.lists(st.integers(0, 30), min_size=6, max_size=20)


def a_series(**changes: object) -> codes.Series:
    return codes.Series(**{"name": "s", "kind": "unique", "title": {"en": "s"}} | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("skidka30", "SKIDKA30"),
        (" SKID-KA 30 ", "SKIDKA30"),
        ("SKID–KA—30", "SKIDKA30"),
        ("САМРА", "CAMPA"),
        ("с.а_м", "CAM"),
        ("", ""),
    ],
)
def test_a_text_has_one_form(typed: str, read: str) -> None:
    assert codes.normalise(typed) == read


@given(digits)
def test_a_text_that_was_written_here_is_not_misread(drawn: list[int]) -> None:
    assert not codes.is_misread(codes.write_text(a_series(prefix="AB"), drawn))


@given(digits, st.data())
def test_any_one_wrong_character_is_noticed(drawn: list[int], data: st.DataObject) -> None:
    text = codes.write_text(a_series(), drawn)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from([letter for letter in LETTERS if letter != text[place]]))

    assert codes.is_misread(text[:place] + other + text[place + 1 :])


@given(digits, st.data())
def test_two_neighbours_changed_about_are_noticed(drawn: list[int], data: st.DataObject) -> None:
    text = codes.write_text(a_series(), drawn)
    place = data.draw(st.integers(0, len(text) - 3))
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]

    assert swapped == text or codes.is_misread(swapped)


@pytest.mark.parametrize("text", ["", "A", "0O1I", "ЖЖЖ", "ABC!"])
def test_what_nobody_wrote_is_misread(text: str) -> None:
    assert codes.is_misread(text)


def test_the_earlier_end_wins() -> None:
    terms = codes.compile_codes(
        {
            "codes": {
                "long": {"kind": "unique", "valid": {"for": "P1Y", "until": "2026-03-30"}},
                "short": {"kind": "unique", "valid": {"for": "P2M15D", "until": "2027-01-01"}},
            }
        }
    )
    assert terms is not None

    ends = {
        name: codes.valid_until(series, date(2026, 1, 15), MOSCOW)
        for name, series in terms.series.items()
    }

    assert set(ends.values()) == {datetime(2026, 3, 30, 21, tzinfo=UTC)}
