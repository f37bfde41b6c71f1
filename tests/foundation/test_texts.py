from __future__ import annotations

import pytest

from foundation import texts


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        (None, "en"), ("", "en"), ("ru", "ru"), ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("RO-md", "ro"), ("de-DE,de;q=0.9", "en"), ("de,ro;q=0.5,ru;q=0.7", "ru"),
        ("en;q=0.1,ro;q=0.2", "ro"), ("ro,ru", "ro"), ("*", "en"), ("ru;q=zero,ro;q=0.1", "ro"),
        ("ru;q=0", "en"), ("ru;q=0,ro;q=0.1", "ro"), ("ru;q=nan", "en"), (";;,,;q=1", "en"),
        ("x" * 10_000, "en"),
    ],
)  # fmt: skip
def test_the_best_of_our_languages_is_chosen(header: str | None, locale: str) -> None:
    assert texts.pick_locale(header) == locale


def test_an_installation_may_prefer_another_language() -> None:
    assert texts.pick_locale("de", default="ro") == "ro"


def test_a_refusal_is_told_in_the_language_asked_for() -> None:
    values = {"line": 3}

    english = texts.render("LINE_UNKNOWN", "en", values, english="The receipt has no line {line}.")
    russian = texts.render("LINE_UNKNOWN", "ru", values, english="The receipt has no line {line}.")

    assert english == "The receipt has no line 3."
    assert russian == "В чеке нет строки 3."


def test_a_text_without_translation_is_told_in_english() -> None:
    assert texts.render("NO_SUCH_CODE", "ru", {"n": 1}, english="It is {n}.") == "It is 1."


def test_braces_in_values_are_only_text() -> None:
    text = texts.render("X", "en", {"name": "{secret} %s"}, english="Hello, {name}.")

    assert text == "Hello, {secret} %s."


@pytest.mark.parametrize(
    ("text", "picked"),
    [
        ({"en": "Milk", "ru": "Молоко"}, "Молоко"), ({"en": "Milk"}, "Milk"), ("Milk", "Milk"),
        ({"ro": "Lapte"}, "Lapte"), (None, ""), ({}, ""), ({"ru": "", "en": "Milk"}, "Milk"),
    ],
)  # fmt: skip
def test_a_localised_text_gives_its_language_or_the_nearest(
    text: dict[str, str] | str | None, picked: str
) -> None:
    assert texts.pick(text, "ru") == picked
