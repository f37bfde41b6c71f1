"""From a list of rights in a manifest to terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from program.entitlements.terms import Give

Contents = Mapping[str, Any]


def compile_gives(found: Sequence[Contents]) -> tuple[Give, ...]:
    """Make the rights of a tier or of a membership."""
    return tuple(
        Give(
            row["account"],
            row.get("count", 1),
            row.get("every", ""),
            row.get("on_leave", "take_back"),
            Decimal(str(row.get("cost", 0))),
        )
        for row in found
    )
