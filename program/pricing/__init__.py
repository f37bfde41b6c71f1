"""Discounts: what a basket costs under the rules of a program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from program.pricing.terms import PricingTerms
from program.values import Priced, Situation

__all__ = ["PricingTerms", "compile_pricing", "price"]


def compile_pricing(contents: Mapping[str, Any]) -> PricingTerms | None:
    """Make the pricing terms of a manifest, None where it has none."""
    return None


def price(terms: PricingTerms, situation: Situation) -> Priced:
    """Take the program's discounts off a basket."""
    basket = situation.basket
    return Priced(basket.lines if basket else ())
