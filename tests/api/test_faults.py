"""What msgspec and marshmallow say of a field is worded in one dialect of three languages."""

from __future__ import annotations

import string

import pytest

from api import faults


@pytest.mark.parametrize(
    ("said", "code", "text"),
    [
        ("Missing data for required field.", "REQUIRED", "This field is required."),
        ("Object missing required field `name`", "REQUIRED", "This field is required."),
        ("Object contains unknown field `x`", "UNKNOWN_FIELD", "There is no such field."),
        ("Expected `str | null`, got `int`", "WRONG_TYPE", "Send a text."),
        ("Expected `array`, got `null`", "WRONG_TYPE", "This field cannot be null."),
        ("Not a valid integer.", "WRONG_TYPE", "Send a whole number."),
        ("Invalid input type.", "WRONG_TYPE", "Send an object."),
        ("Expected `int` >= 0", "WRONG_VALUE", "At least 0."),
        ("Expected `int` <= 1000", "WRONG_VALUE", "At most 1000."),
        (
            "Must be greater than or equal to -5 and less than or equal to 9.",
            "WRONG_VALUE",
            "From -5 to 9.",
        ),
        ("Expected `str` of length <= 64", "WRONG_VALUE", "The length is at most 64."),
        ("Expected `array` of length >= 1", "WRONG_VALUE", "The length is at least 1."),
        ("Length must be between 3 and 500.", "WRONG_VALUE", "The length is from 3 to 500."),
        (
            "Expected `str` matching regex '^[A-Z]{3}$'",
            "WRONG_VALUE",
            "The text does not have the form ^[A-Z]{3}$.",
        ),
        (
            r"Expected `str` matching regex '^[^\\x00-\\x1f\\x7f]+$'",
            "WRONG_VALUE",
            "Control characters are not taken.",
        ),
        ("Must be one of: svg, png.", "WRONG_VALUE", "One of: svg, png."),
        ("Invalid enum value 'x'", "WRONG_VALUE", "This value is not one of those allowed."),
        ("Something new", "WRONG_VALUE", "Something new."),
    ],
)
def test_what_is_said_is_worded_our_way(said: str, code: str, text: str) -> None:
    error = faults.field_error("/name", said, "en")

    assert (error.pointer, error.code, error.message) == ("/name", code, text)


def test_moments_are_refused_alike_whoever_reads_them() -> None:
    said = [
        "Not a valid datetime.",
        "Not a valid aware datetime.",
        "Invalid RFC3339 encoded datetime",
        "Expected `datetime` with a timezone component",
    ]

    assert len({faults.field_error("/at", text, "ro") for text in said}) == 1


@pytest.mark.parametrize("name", faults.WORDS)
def test_every_word_is_there_in_three_languages_with_its_values(name: str) -> None:
    texts = faults.WORDS[name][1:]

    asked = [
        {field for _, field, _, _ in string.Formatter().parse(text) if field} for text in texts
    ]

    assert len(set(texts)) == len(faults.LOCALES)
    assert asked[0] == asked[1] == asked[2]


def test_every_reading_leads_to_words() -> None:
    assert {name for _, name in faults.READINGS} <= set(faults.WORDS)


def test_a_check_of_our_own_points_at_its_field() -> None:
    wrong = faults.FieldWrong("quantity", "quantity", max=10)

    assert (wrong.field, str(wrong)) == ("quantity", "A quantity is more than 0 and at most 10.")
    assert wrong.fault.text("ru") == "Количество больше 0 и не больше 10."
