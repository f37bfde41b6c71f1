"""The steps that a posting may consist of: what is asked of a wallet, as plain values.

Amounts are whole units ≥ 1. `why` explains the movement to people: rule, version, receipt, line,
reason. All steps of one posting take effect in the same instant or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wallet.values import Lot

Why = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Earn:
    """Credit units as a lot. `contra` names where they come from."""

    account: str
    amount: int
    expires_ms: int | None = None
    available_ms: int | None = None
    why: Why = field(default_factory=dict)
    kind: str = "earn"
    contra: str = "issue"


@dataclass(frozen=True, slots=True)
class Burn:
    """Spend units from the lots that expire first."""

    account: str
    amount: int
    why: Why = field(default_factory=dict)
    kind: str = "burn"
    contra: str = "redeem"


@dataclass(frozen=True, slots=True)
class PlaceHold:
    """Set units aside until a moment."""

    hold_id: str
    account: str
    amount: int
    until_ms: int
    ref: str = ""
    why: Why = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConfirmHold:
    """Spend a hold, whole or in part; the rest goes back to its lots."""

    hold_id: str
    amount: int | None = None
    why: Why = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReleaseHold:
    """Give a hold's units back to their lots."""

    hold_id: str
    why: Why = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Restore:
    """Give spent units back to the lots they came from, with their first expiry or a later one.

    `not_before_ms` is the earliest expiry that a restored lot may have, or None.
    """

    account: str
    slices: tuple[Lot, ...]
    not_before_ms: int | None = None
    why: Why = field(default_factory=dict)
    kind: str = "burn_reverse"
    contra: str = "redeem"


@dataclass(frozen=True, slots=True)
class Claw:
    """Take earned units back: from their own lots, then the earliest, the rest by policy.

    `policy` is debt (owed, repaid by the next credits), clamp (written off) or block (refused).
    """

    account: str
    amount: int
    lots: tuple[str, ...] = ()
    policy: str = "debt"
    why: Why = field(default_factory=dict)
    kind: str = "earn_reverse"
    contra: str = "issue"


@dataclass(frozen=True, slots=True)
class Mature:
    """Make units that wait available now: what is approved need not wait for its day.

    They come from the lots named, as far as these wait, and lapse at `expires_ms` from then on.
    """

    account: str
    amount: int
    lots: tuple[str, ...]
    expires_ms: int | None = None
    why: Why = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receive:
    """Take in lots as they were in another wallet, with their expiry."""

    account: str
    slices: tuple[Lot, ...]
    why: Why = field(default_factory=dict)
    kind: str = "transfer_in"
    contra: str = "in_transit"


@dataclass(frozen=True, slots=True)
class Prolong:
    """Move the expiry of all live lots of an account to a later moment (sliding expiry)."""

    account: str
    expires_ms: int
    why: Why = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lapse:
    """Let the units go now that can be used and would expire at this very moment."""

    account: str
    expires_ms: int
    why: Why = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetMark:
    """Set or, with None, remove a mark; `due_ms` wakes the daily work for it."""

    key: str
    value: Any
    due_ms: int | None = None


Step = (
    Earn
    | Burn
    | PlaceHold
    | ConfirmHold
    | ReleaseHold
    | Restore
    | Claw
    | Mature
    | Receive
    | Prolong
    | Lapse
    | SetMark
)
