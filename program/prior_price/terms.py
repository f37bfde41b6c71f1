"""How a program shows the lowest price before a reduction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PriorPriceTerms:
    """How many days are looked back on, and whether each store stands for itself."""

    days: int = 30
    per_store: bool = False
