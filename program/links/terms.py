"""The compiled section `links`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinkKind:
    """How many links of a kind one side and the other may have; None is no limit."""

    most: int | None
    most_of: int | None
    changes_per_year: int | None


@dataclass(frozen=True, slots=True)
class LinksTerms:
    """The kinds by name, and the accounts that a household pools."""

    kinds: Mapping[str, LinkKind]
    pool: frozenset[str] = frozenset()
