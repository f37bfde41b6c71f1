"""What a wallet holds, as plain frozen values. Moments are whole milliseconds since 1970, UTC.

A wallet is one journal with several accounts (points, stamps, money, status units). An account
holds lots: amounts with their own frozen expiry. `dump` and `load` give the compact stored form:

    {"a": {account: {"l": [[lot, amount, expires, available, earned]…], "g": debt}},
     "h": {hold: [account, until, ref, [[lot, amount, expires, available, earned]…]]},
     "m": {key: [value, due]}}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

NEVER = 1 << 60
# Units that wait for a decision and not for a day are available from here on: 31 December 9999.
UNDATED_MS = 253_402_214_400_000


@dataclass(frozen=True, slots=True)
class Lot:
    """An amount earned at one time: its expiry and the moment it can be spent never change."""

    id: str
    amount: int
    expires_ms: int | None
    available_ms: int
    earned_ms: int

    @property
    def spend_order(self) -> tuple[int, int, str]:
        """Nearest expiry first, undated last, then the oldest."""
        return (self.expires_ms or NEVER, self.earned_ms, self.id)

    def is_live(self, at_ms: int) -> bool:
        """Tell whether the lot can be spent at this moment."""
        return self.available_ms <= at_ms and (self.expires_ms is None or at_ms < self.expires_ms)

    def with_amount(self, amount: int) -> Lot:
        """Give the same lot with another amount."""
        return Lot(self.id, amount, self.expires_ms, self.available_ms, self.earned_ms)

    def dump(self) -> list[Any]:
        """Give the compact stored form."""
        return [self.id, self.amount, self.expires_ms, self.available_ms, self.earned_ms]


@dataclass(frozen=True, slots=True)
class Hold:
    """Units set aside for a purchase, lot by lot, until it is confirmed, released or times out."""

    id: str
    account: str
    until_ms: int
    ref: str
    slices: tuple[Lot, ...]

    @property
    def amount(self) -> int:
        """The units held."""
        return sum(lot.amount for lot in self.slices)

    def dump(self) -> list[Any]:
        """Give the compact stored form."""
        return [self.account, self.until_ms, self.ref, [lot.dump() for lot in self.slices]]


@dataclass(slots=True)
class Account:
    """One kind of unit in a wallet: its lots, and what is owed after a clawback."""

    lots: dict[str, Lot] = field(default_factory=dict)
    debt: int = 0

    def ordered(self) -> list[Lot]:
        """Give the lots in the order in which they are spent."""
        return sorted(self.lots.values(), key=lambda lot: lot.spend_order)

    def live(self, at_ms: int) -> list[Lot]:
        """Give the lots that can be spent now, in order."""
        return [lot for lot in self.ordered() if lot.is_live(at_ms)]


@dataclass(frozen=True, slots=True)
class Mark:
    """A small fact of an upper storey that changes in the same instant as the balance."""

    value: Any
    due_ms: int | None = None


@dataclass(slots=True)
class WalletState:
    """All that a wallet is at one sequence number."""

    accounts: dict[str, Account] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)

    def account(self, code: str) -> Account:
        """Give an account, opened empty where it is new."""
        return self.accounts.setdefault(code, Account())

    def copy(self) -> WalletState:
        """Give a copy that can be changed without touching this one."""
        return WalletState(
            {code: Account(dict(acc.lots), acc.debt) for code, acc in self.accounts.items()},
            dict(self.holds),
            dict(self.marks),
        )


@dataclass(frozen=True, slots=True)
class Balance:
    """An account in numbers at one moment."""

    available: int
    pending: int
    held: int
    debt: int

    @property
    def total(self) -> int:
        """What the shop owes the member, net of what the member owes."""
        return self.available + self.pending + self.held - self.debt

    def dump(self) -> list[int]:
        """Give the compact stored form."""
        return [self.available, self.pending, self.held, self.debt]


def balance_of(state: WalletState, code: str, at_ms: int) -> Balance:
    """Sum up an account of a settled state."""
    account = state.accounts.get(code)
    available = pending = 0
    for lot in account.lots.values() if account is not None else ():
        if lot.available_ms <= at_ms:
            available += lot.amount
        else:
            pending += lot.amount
    holds = state.holds
    held = sum(hold.amount for hold in holds.values() if hold.account == code) if holds else 0
    return Balance(available, pending, held, account.debt if account is not None else 0)


def dump(state: WalletState) -> dict[str, Any]:
    """Give the compact stored form of a state, in an order that depends on its content alone."""
    accounts = {
        code: {"l": [lot.dump() for lot in account.ordered()], "g": account.debt}
        for code, account in sorted(state.accounts.items())
        if account.lots or account.debt
    }
    return {
        "a": accounts,
        "h": {key: hold.dump() for key, hold in sorted(state.holds.items())},
        "m": {key: [mark.value, mark.due_ms] for key, mark in sorted(state.marks.items())},
    }


def load(stored: Mapping[str, Any] | None) -> WalletState:
    """Read the compact stored form."""
    if not stored:
        return WalletState()
    accounts = {
        code: Account({row[0]: Lot(*row) for row in kept["l"]}, kept["g"])
        for code, kept in stored["a"].items()
    }
    holds = {
        key: Hold(key, account, until, ref, tuple(Lot(*row) for row in rows))
        for key, (account, until, ref, rows) in stored["h"].items()
    }
    marks = {key: Mark(value, due) for key, (value, due) in stored["m"].items()}
    return WalletState(accounts, holds, marks)


def next_due_ms(state: WalletState, at_ms: int) -> int | None:
    """Tell when something of this wallet falls due by itself after a moment.

    That is an expiry, units that become available, the end of a hold, or a mark.
    """
    lots = [lot for account in state.accounts.values() for lot in account.lots.values()]
    moments = [lot.expires_ms for lot in lots if lot.expires_ms is not None]
    moments += [lot.available_ms for lot in lots if at_ms < lot.available_ms < UNDATED_MS]
    moments += [hold.until_ms for hold in state.holds.values()]
    moments += [mark.due_ms for mark in state.marks.values() if mark.due_ms is not None]
    return min(moments, default=None)
