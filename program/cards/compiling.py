"""From the section `cards` to terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from program.cards.terms import CardsTerms


def compile_cards(contents: Mapping[str, Any]) -> CardsTerms | None:
    """Compile the use of cards of a manifest; None if it says nothing of it."""
    found = contents.get("cards")
    if found is None:
        return None
    velocity = found.get("velocity", {})
    return CardsTerms(
        usage=found.get("usage", "bearer"),
        holders=found.get("holders", 6),
        minutes=velocity.get("minutes"),
        cities=dict(velocity.get("cities", {})),
    )
