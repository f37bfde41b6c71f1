"""The name that was meant is found by its letters or by its meaning."""

from __future__ import annotations

import pytest

from program.nearest import nearest


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("pints", ["points", "status"], "points"),
        ("SPRING", ["autumn", "spring"], "spring"),
        ("gold-tier", ["gold_tier", "silver_tier"], "gold_tier"),
        ("wednesday", ["mon", "tue", "wed"], "wed"),
        ("above", ["from", "op", "percent"], "from"),
        ("from", ["above", "percent"], "above"),
        ("per", ["amount", "every", "into"], "every"),
        ("per", ["percent", "every"], "every"),
        ("stock", ["code", "name", "pool"], "pool"),
        ("klass", ["class", "fare"], "class"),
        ("bnk", ["bank", "cafe"], "bank"),
        ("elephant", ["mon", "tue"], None),
        ("x", [], None),
    ],
)
def test_the_nearest_name_is_found(word: str, known: list[str], meant: str | None) -> None:
    assert nearest(word, known) == meant
