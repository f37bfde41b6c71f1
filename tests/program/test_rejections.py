"""Every code of a rejection is given by something, or said to be reserved."""

from __future__ import annotations

from program.rejections import RESERVED, TEXTS
from tests import house

ABOVE = ("program", "wallet", "offers", "sales")


def test_every_rejection_is_given_or_reserved() -> None:
    source = "".join(
        path.read_text(encoding="utf-8")
        for package in ABOVE
        for path in sorted((house.ROOT / package).rglob("*.py"))
        if path.name != "rejections.py"
    )

    assert {code for code in TEXTS if f'"{code}"' not in source} == RESERVED
