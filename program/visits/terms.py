"""What makes two cheques one visit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VisitTerms:
    """Cheques of one store with the same word of the till, so many minutes apart at most."""

    within_minutes: int
    same: str | None = None
