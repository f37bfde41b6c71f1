"""Profiles, statuses and pages: tables and properties, no database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.errors import Invalid
from members import rules
from members.errors import CursorInvalid, ProfileInvalid, ReasonRequired

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(1, 7_000_000_000_000).map(lambda ms: EPOCH + timedelta(milliseconds=ms))


def no_email(text: str) -> str:
    raise Invalid


AROUND = rules.Circumstances(
    today=date(2026, 3, 2), normalise_email=str.lower, normalise_phone=lambda text: f"+{text}"
)


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("name", {"given": "  Anna   Maria ", "family": "Rusu"},
         {"given": "Anna Maria", "family": "Rusu"}),
        ("name", {"given": "Анна", "family": ""}, {"given": "Анна", "family": None}),
        ("name", {"given": "Io\u0302na"}, {"given": "Iôna"}),
        ("name", {"given": None}, {"given": None}),
        ("name", {}, {}),
        ("name", None, None),
        ("email", "Anna@example.com", "anna@example.com"),
        ("phone", "373", "+373"),
        ("locale", "ro", "ro"),
        ("birth_date", "1990-05-17", "1990-05-17"),
        ("birth_date", date(2026, 3, 2), "2026-03-02"),
        ("store_id", "sto_centre", "sto_centre"),
        ("accepts_marketing", True, True),
        ("birth_date", None, None),
        ("phone", None, None),
    ],
)  # fmt: skip
def test_a_field_is_kept_in_its_one_form(field: str, value: Any, kept: Any) -> None:
    assert rules.clean_profile({field: value}, AROUND) == {field: kept}


@pytest.mark.parametrize(
    ("before", "sent", "after"),
    [
        ({"given": "Ion", "family": "Rusu"}, {"given": "I."}, {"given": "I.", "family": "Rusu"}),
        ({"given": "Ion", "family": "Rusu"}, {"family": None}, {"given": "Ion"}),
        ({"given": "Ion", "family": "Rusu"}, {}, {"given": "Ion", "family": "Rusu"}),
        ({"given": "Ion", "family": "Rusu"}, None, None),
        ({"given": "Ion", "family": None}, {"given": None}, None),
        (None, {"given": "Ion", "family": None}, {"given": "Ion"}),
    ],
)  # fmt: skip
def test_parts_of_a_name_that_are_not_sent_stay(before: Any, sent: Any, after: Any) -> None:
    assert rules.name_after(before, sent) == after


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Anna"), ("name", {"first": "Anna"}), ("name", {"given": 7}),
        ("name", {"given": "x" * 101}), ("name", {"given": "An\u202ena"}),
        ("locale", "de"), ("locale", None), ("locale", ["en"]),
        ("birth_date", "1899-12-31"), ("birth_date", "2026-03-03"), ("birth_date", "17.05.1990"),
        ("birth_date", "1990-02-30"), ("birth_date", 1990), ("birth_date", {"$gt": ""}),
        ("store_id", "a b"), ("store_id", {"$ne": None}), ("email", {"$gt": ""}),
        ("accepts_marketing", "yes"), ("accepts_marketing", None), ("status", "active"),
        ("version", 2), ("$set", {}), ("name.given", "Anna"),
    ],
)  # fmt: skip
def test_a_field_that_makes_no_sense_is_refused_by_name(field: str, value: Any) -> None:
    with pytest.raises(ProfileInvalid) as refused:
        rules.clean_profile({field: value}, AROUND)

    assert [error.pointer for error in refused.value.errors] == [f"/{field}"]


def test_all_faults_are_told_at_once() -> None:
    around = rules.Circumstances(AROUND.today, no_email, AROUND.normalise_phone)

    with pytest.raises(ProfileInvalid) as refused:
        rules.clean_profile({"email": "x", "locale": "de", "store_id": "sto_1"}, around)

    assert [(e.pointer, e.code) for e in refused.value.errors] == [
        ("/email", "INVALID"),
        ("/locale", "FIELD_INVALID"),
    ]
    assert "email, locale" in refused.value.detail


def test_nothing_follows_closed_and_nothing_follows_itself() -> None:
    moves = {(a, b) for a in rules.STATUSES for b in rules.STATUSES if rules.can_move(a, b)}

    assert moves == {
        ("active", "suspended"),
        ("active", "closed"),
        ("suspended", "active"),
        ("suspended", "closed"),
    }


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_reason_has_words_and_an_end(reason: str) -> None:
    with pytest.raises(ReasonRequired):
        rules.clean_reason(reason)


@given(MOMENTS, MOMENTS)
def test_places_in_the_order_of_joining_sort_as_moments(one: datetime, other: datetime) -> None:
    first, second = (rules.joined_order(moment, "mem_x") for moment in sorted([one, other]))

    assert first <= second


@given(MOMENTS, st.timedeltas(min_value=timedelta(0)))
def test_windows_meet_without_a_gap_and_reach_every_earlier_member(
    until: datetime, before: timedelta
) -> None:
    windows = list(rules.windows(rules.stamp(until)))
    joined = until - min(before, until - EPOCH)
    place = rules.joined_order(joined, "mem_x")

    assert all(high == low for (low, _), (_, high) in zip(windows, windows[1:], strict=False))
    assert sum(low <= place < high for low, high in windows) == (place < rules.stamp(until))
    assert len(windows) <= 8


def test_a_cursor_is_opened_again() -> None:
    order = rules.joined_order(datetime(2026, 3, 2, 10, tzinfo=UTC), "mem_0abc")

    assert rules.read_cursor(rules.write_cursor(order)) == order


@given(st.text(max_size=80))
def test_any_other_text_is_no_cursor(text: str) -> None:
    with pytest.raises(CursorInvalid):
        rules.read_cursor(text)


@pytest.mark.parametrize(
    "order", ["2026-13-02T10:00:00.000|mem_x", "2026-03-02", "x|y", "2026-03-02T10:00:00.000|é"]
)
def test_a_sealed_nonsense_is_no_cursor(order: str) -> None:
    with pytest.raises(CursorInvalid):
        rules.read_cursor(rules.write_cursor(order))
