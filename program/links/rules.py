"""Decisions about links: what a program allows, and to whom what was earned goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from program.links.terms import LinksTerms
from program.values import Earned

# As what a member's wallet knows the others, and who can be credited in their stead.
ROLES = frozenset({"companion", "companion_of", "household", "company", "friend", "friend_of"})
POOL = "household"


@dataclass(frozen=True, slots=True)
class LinkAllowance:
    """How many links there may be from now on; `changes_since` begins the year that counts."""

    most: int | None
    most_of: int | None
    changes: int | None
    changes_since: datetime


def allowance(
    terms: LinksTerms | None, kind: str, at: datetime, zone: ZoneInfo
) -> LinkAllowance | None:
    """Say what a program allows of a kind at a moment, None where it does not know the kind."""
    known = terms.kinds.get(kind) if terms else None
    if known is None:
        return None
    year = at.astimezone(zone).year
    since = datetime(year, 1, 1, tzinfo=zone)
    return LinkAllowance(known.most, known.most_of, known.changes_per_year, since)


def present(
    links: Mapping[str, Sequence[str]], attributes: Mapping[str, object]
) -> dict[str, tuple[str, ...]]:
    """Leave only those linked of whom the till says who is there, as in {companion: mem_…}."""
    named = {role: (str(attributes[role]),) for role in links if attributes.get(role)}
    return {
        role: tuple(one for one in ids if one in named.get(role, ids))
        for role, ids in links.items()
    }


def credited(
    terms: LinksTerms | None, earned: Iterable[Earned], links: Mapping[str, Sequence[str]]
) -> tuple[Earned, ...]:
    """Say whose the units are: those of a pool are the household's, those for nobody are none."""
    pool = terms.pool if terms and links.get(POOL) else frozenset()
    shared = (
        replace(found, to=POOL) if found.to == "member" and found.account in pool else found
        for found in earned
    )
    return tuple(found for found in shared if found.to not in ROLES or links.get(found.to))
