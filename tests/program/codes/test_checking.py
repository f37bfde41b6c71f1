"""Mistakes in series of codes are named with their place."""

from __future__ import annotations

from typing import Any

import pytest

from program import codes

GENERIC = {"kind": "generic", "text": "SPRING"}


@pytest.mark.parametrize(
    ("series", "pointer"),
    [
        ({"a": GENERIC, "b": GENERIC | {"text": "s p-ring"}}, "/codes/b/text"),
        ({"a": GENERIC | {"valid": {"for": "P1M"}}}, "/codes/a/valid/for"),
        ({"a": GENERIC | {"text": "- -"}}, "/codes/a/text"),
        ({"a": {"kind": "unique", "valid": {"until": "2026-02-30"}}}, "/codes/a/valid/until"),
        (
            {"a": {"kind": "unique", "valid": {"from": "2026-03-02", "until": "2026-03-01"}}},
            "/codes/a/valid/until",
        ),
        (
            {"a": {"kind": "unique", "batches": {"size": 1, "every": "P1M", "from": "2026-01-01"}}},
            "/codes/a/batches/every",
        ),
    ],
)
def test_what_does_not_fit_is_found(series: dict[str, Any], pointer: str) -> None:
    assert [found.pointer for found in codes.codes_findings({"codes": series})] == [pointer]


def test_what_fits_is_left_alone() -> None:
    series = {"a": GENERIC, "b": {"kind": "personal", "valid": {"for": "P2M15D"}}}

    assert list(codes.codes_findings({"codes": series})) == []
