"""What members tell the house."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MemberJoined:
    """Somebody became a member."""

    member_id: str


@dataclass(frozen=True)
class BirthDateChanged:
    """A member's birth date was given, changed or removed."""

    member_id: str


@dataclass(frozen=True)
class MemberStatusChanged:
    """An operator suspended, reinstated or closed a member."""

    member_id: str
    before: str
    after: str
