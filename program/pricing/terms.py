"""The compiled pricing section."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PricingTerms:
    """All discounts of a program."""
