"""The compiled section `cards`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CardsTerms:
    """Who may use a card: bearer, holder_only or household; `minutes` None looks at no cities."""

    usage: str = "bearer"
    holders: int = 6
    minutes: int | None = None
    cities: Mapping[str, str] = field(default_factory=dict)
