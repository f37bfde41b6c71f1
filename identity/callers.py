"""Who calls: the one value that every porch hands to the services."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Caller:
    """A verified caller. Store, program and name are a terminal's."""

    kind: Literal["member", "operator", "terminal"]
    id: str
    scopes: frozenset[str]
    store_id: str | None = None
    program: str | None = None
    name: str | None = None

    def may(self, scope: str) -> bool:
        """Tell whether the caller has a scope."""
        return scope in self.scopes


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What a sign-in or a refresh gives. `expires_in` is seconds of the access token."""

    access_token: str
    refresh_token: str
    expires_in: int
    subject_id: str
