"""Decisions about links: who fits whom, how many there may be, how each sees the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from members.links.errors import (
    InvitationsTooMany,
    LinkChangesUsedUp,
    LinkEndsInvalid,
    LinkLimitReached,
)

KINDS = ("companion", "household", "employee", "friend")
STATUSES = ("pending", "active", "ended")
INVITATION_LIFE = timedelta(days=30)
MOST_INVITATIONS = 50
MOST_MIRRORED = 50

# Kinds of members at the two ends, and how each end sees the other.
_ENDS = {
    "companion": ("person", "person"),
    "household": ("household", "person"),
    "employee": ("company", "person"),
    "friend": ("person", "person"),
}
_ROLES = {
    "companion": ("companion", "companion_of"),
    "household": ("household_member", "household"),
    "employee": ("employee", "company"),
    "friend": ("friend", "friend_of"),
}
# A company may have thousands of employees: its wallet does not list them.
_NOT_MIRRORED = frozenset({"employee"})


@dataclass(frozen=True, slots=True)
class Limits:
    """What a program allows of one kind; None is no limit.

    `most_from` counts the active links of the side that links begin at, `most_to` those of the
    other. `changes` counts the new links of the first side since `changes_since`, its very first
    one left out.
    """

    most_from: int | None = None
    most_to: int | None = None
    changes: int | None = None
    changes_since: datetime | None = None


def check_ends(kind: str, from_kind: str, to_kind: str, *, is_same: bool) -> None:
    """Refuse to link members whose kinds do not fit. Raises LinkEndsInvalid."""
    if is_same or _ENDS.get(kind) != (from_kind, to_kind):
        raise LinkEndsInvalid(kind=kind)


def check_limits(
    kind: str,
    limits: Limits,
    *,
    of_from: Iterable[Mapping[str, Any]],
    of_to: Iterable[Mapping[str, Any]],
) -> None:
    """Refuse a link too many: given all links of this kind of either side, ended ones too.

    Raises LinkLimitReached, LinkChangesUsedUp.
    """
    begun = sorted(
        (link for link in of_from if link.get("activated_at")),
        key=lambda link: link["activated_at"],
    )
    for most, links in ((limits.most_from, begun), (limits.most_to, of_to)):
        if most is not None and sum(link["status"] == "active" for link in links) >= most:
            raise LinkLimitReached(kind=kind, limit=most)
    if limits.changes is None:
        return
    since = limits.changes_since
    changes = [link for link in begun[1:] if since is None or link["activated_at"] >= since]
    if begun and len(changes) >= limits.changes:
        raise LinkChangesUsedUp(kind=kind, limit=limits.changes)


def check_invitations(waiting: Iterable[Mapping[str, Any]], now: datetime) -> None:
    """Refuse an invitation more than one may have waiting. Raises InvitationsTooMany."""
    if sum(not is_stale(link, now) for link in waiting) >= MOST_INVITATIONS:
        raise InvitationsTooMany(limit=MOST_INVITATIONS)


def role_of(link: Mapping[str, Any], owner_id: str) -> str:
    """Say what the other side of a link is to this one: its companion, its household …."""
    return _ROLES[link["kind"]][0 if link["from_id"] == owner_id else 1]


def relations(owner_id: str, links: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Give who is what to a member, by role, the oldest link first, as wallets carry it."""
    found: dict[str, list[str]] = {}
    active = [link for link in links if link["status"] == "active"]
    for link in sorted(active, key=lambda link: (link["activated_at"], link["id"])):
        role = role_of(link, owner_id)
        if role in _NOT_MIRRORED:
            continue
        other = link["to_id"] if link["from_id"] == owner_id else link["from_id"]
        if len(found.setdefault(role, [])) < MOST_MIRRORED:
            found[role].append(other)
    return {role: found[role] for role in sorted(found)}


def is_stale(link: Mapping[str, Any], now: datetime) -> bool:
    """Tell whether an invitation waited too long."""
    return bool(link["status"] == "pending" and link["invited_at"] + INVITATION_LIFE <= now)
