"""Decisions about the use of cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from program.cards.terms import CardsTerms

CHECKS = ("passed", "failed", "not_done")


@dataclass(frozen=True, slots=True)
class Presented:
    """Who presents a card: what the till's check said, who it is if known, and whose it is.

    `household` are those who may use it besides, in the order in which they joined.
    """

    holder_id: str
    check: str = "not_done"
    by: str | None = None
    household: Sequence[str] = ()

    @property
    def is_other(self) -> bool:
        """Whether it is somebody else than the holder."""
        return self.by not in (None, self.holder_id) or (self.by is None and self.check == "failed")


def check_use(terms: CardsTerms | None, presented: Presented) -> bool:
    """Tell whether the card may be used so."""
    if terms is None or terms.usage == "bearer" or not presented.is_other:
        return True
    if terms.usage == "holder_only":
        return False
    return presented.by in presented.household[: terms.holders]


def flags_of_use(
    terms: CardsTerms | None,
    presented: Presented,
    *,
    place: str | None,
    last: Mapping[str, Any] | None,
    at: datetime,
) -> list[str]:
    """Name what a receipt tells of the card: presented_by_other, two_cities.

    `last` is {p: place, at: moment} of the use before.
    """
    flags = ["presented_by_other"] if presented.is_other else []
    if terms is None or terms.minutes is None or not last or place is None:
        return flags
    is_elsewhere = last["p"] != place
    is_soon = abs(at - last["at"]) <= timedelta(minutes=terms.minutes)
    return [*flags, "two_cities"] if is_elsewhere and is_soon else flags


def place_of(
    terms: CardsTerms | None, store_id: str | None, attributes: Mapping[str, Any]
) -> str | None:
    """Tell in which city a receipt is: what the till says, else the city of the store."""
    named = attributes.get("city")
    if named or terms is None:
        return str(named) if named else None
    return terms.cities.get(store_id or "")
