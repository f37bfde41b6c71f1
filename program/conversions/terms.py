"""What units of an account turn into once there are enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Converts:
    """Every so many units become an `amount` of `into`; the member enters the segment, if any."""

    every: int
    into: str
    amount: int = 1
    enters: str | None = None


def compile_converts(found: Mapping[str, Any] | None) -> Converts | None:
    """Make the terms of a conversion that passed the schema."""
    return Converts(**found) if found else None
