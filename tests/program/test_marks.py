from __future__ import annotations

from typing import Any

import pytest

from program import ManifestInvalid
from program.marks import load


def problem(text: str) -> tuple[int, str]:
    with pytest.raises(ManifestInvalid) as refused:
        load(text)
    return refused.value.problems[0].line, str(refused.value.problems[0])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1.50", "1.50"),
        ("a: 7", 7),
        ("a: '7'", "7"),
        ("a: 007", "007"),
        ("a: no", "no"),
        ("a: true", True),
        ("a:", None),
        ("a: 2026-01-01", "2026-01-01"),
        ("a: 1e3", "1e3"),
        ("a: 12:30", "12:30"),
        ("a: !!str 7", "7"),
        ("a: [x, 2]", ["x", 2]),
    ],
)
def test_scalars_are_read_without_surprise(text: str, value: Any) -> None:
    assert load(text).value == {"a": value}


def test_every_value_knows_its_line() -> None:
    marked = load("a:\n  - b: 1\n    c/d: 2\n\n  - e\n")

    assert marked.line_of("/a/0/b") == 2
    assert marked.line_of("/a/0/c~1d") == 3
    assert marked.line_of("/a/1") == 5
    assert marked.line_of("/a/0/b/none/here") == 2
    assert marked.line_of("/elsewhere") == 1


def test_a_repeated_key_is_refused_with_both_lines() -> None:
    line, words = problem("a: 1\nb: 2\na: 3\n")

    assert line == 3
    assert words == "line 3, /a: The key a is repeated. It stands on line 1 already."


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: &x 1\nb: *x\n", 2, "aliases are not used"),
        ("a: !!python/object:os.system 1\n", 1, "Tags such as"),
        ("a: !mine 1\n", 1, "Tags such as !mine"),
        ("a: 1\n\tb: 2\n", 2, "This is not YAML"),
        ("a: [1, 2\nb: 3\n", 2, "This is not YAML"),
        ("a: 1\n---\nb: 2\n", 2, "another document"),
        ("? [a]\n: 1\n", 1, "plain word"),
        ("[" * 5000, 1, "This is not YAML"),
        ("a: " + "x" * 200_000, 1, "More than"),
        ("a: \x00", 1, "This is not YAML"),
    ],
)
def test_what_is_not_plain_yaml_is_refused(text: str, line: int, said: str) -> None:
    found, words = problem(text)

    assert found == line
    assert said in words


def test_an_empty_text_is_nothing() -> None:
    assert load("").value is None
