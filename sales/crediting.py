"""Whose the units of a sale are, besides its member's: pure, from the terms' answer.

A row of credits is [owner, role, account, amount, expires, available, [[rule, amount], …]], moments
in milliseconds; a row that is taken back is [owner, role, account, amount].
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from program import Earned, links
from wallet import to_ms

Row = list[Any]


def credits_of(
    earned: Iterable[Earned], linked: Mapping[str, Sequence[str]], occurred_at: datetime
) -> list[Row]:
    """List what others are credited: of several in a role it is the one linked first."""
    return [
        [linked[found.to][0], found.to, *_lot_of(found, occurred_at), _by_rule(found)]
        for found in earned
        if found.to in links.ROLES and linked.get(found.to) and found.amount
    ]


def credits_back(
    record: Mapping[str, Any], still: Iterable[Earned], *, is_kept: bool = False
) -> list[Row]:
    """List what a return takes back of the credits: [owner, role, account, amount].

    All of a receipt's returns so far are reckoned together, so their order does not matter.
    """
    if is_kept or not record.get("credits"):
        return []
    left: dict[tuple[str, str], int] = {}
    for found in still:
        left[found.to, found.account] = left.get((found.to, found.account), 0) + found.amount
    gone: dict[tuple[str, str], int] = {}
    for made in record["returns"]:
        for _, role, account, amount in made.get("credits", ()):
            gone[role, account] = gone.get((role, account), 0) + amount
    given: dict[tuple[str, str], list[Any]] = {}
    for owner_id, role, account, amount, *_ in record["credits"]:
        given.setdefault((role, account), [owner_id, 0])[1] += amount
    rows = (
        [
            owner_id,
            role,
            account,
            amount - left.get((role, account), 0) - gone.get((role, account), 0),
        ]
        for (role, account), (owner_id, amount) in sorted(given.items())
    )
    return [row for row in rows if row[3] > 0]


def _lot_of(found: Earned, occurred_at: datetime) -> Row:
    expires = to_ms(found.expires_at) if found.expires_at else None
    waits = found.available_at > occurred_at
    available = to_ms(found.available_at) if waits else None
    return [found.account, found.amount, expires, available]


def _by_rule(found: Earned) -> list[Row]:
    by_rule: dict[str, int] = {}
    for hit in found.hits:
        by_rule[hit.rule_id] = by_rule.get(hit.rule_id, 0) + hit.points
    return [[rule, points] for rule, points in by_rule.items()]
