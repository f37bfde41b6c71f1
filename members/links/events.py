"""What links tell the house."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LinkInvited:
    """One side has consented to a link; the other is asked. `to_id` is empty when it is open."""

    link_id: str
    kind: str
    from_id: str
    to_id: str


@dataclass(frozen=True)
class LinkActivated:
    """Both sides have consented: the link holds."""

    link_id: str
    kind: str
    from_id: str
    to_id: str


@dataclass(frozen=True)
class LinkEnded:
    """A link or an invitation is over."""

    link_id: str
    kind: str
    from_id: str
    to_id: str
