"""The head of a wallet: its state after the latest known entry, read from the cache or replayed.

A head may lag behind its journal, never run ahead of it; whoever holds one can bring it up to the
journal with `catch_up`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from foundation import clock, database
from wallet.changes import replay
from wallet.entries import Record, to_moment, to_ms
from wallet.errors import WalletNotFound
from wallet.rules import is_due, settled
from wallet.values import Account, Balance, WalletState, balance_of, dump, load, next_due_ms

_CHUNK = 500
PastStates = Callable[[str, int], WalletState]


@dataclass(frozen=True)
class WalletView:
    """A wallet at a moment: everything due by then has taken effect in `state`.

    `past` is the state after the last entry, in which what has fallen due since still stands.
    `past_states` tells the state before a moment where that is not the journal's to tell.
    """

    owner_id: str
    seq: int
    at: datetime
    state: WalletState
    past: WalletState
    last_ms: int
    cards: Sequence[Record] = ()
    past_states: PastStates | None = None

    @property
    def at_ms(self) -> int:
        """The moment in milliseconds."""
        return to_ms(self.at)

    def balance(self, account: str) -> Balance:
        """Sum up one account."""
        return balance_of(self.state, account, self.at_ms)

    def mark(self, key: str) -> Any:
        """Give a mark's value, or None."""
        found = self.state.marks.get(key)
        return None if found is None else found.value

    @property
    def has_due(self) -> bool:
        """Whether something has fallen due since the last entry that is not written down yet."""
        return is_due(self.past, self.at_ms, self.last_ms)

    def units_before(self, account: str, moment: datetime) -> int:
        """Sum up what an account held just before a moment, net of debt, for yearly reviews.

        Entries posted since have written down what lapsed: then the journal tells.
        """
        ms = to_ms(moment)
        look_back = self.past_states or state_before
        past = self.past if self.last_ms < ms else look_back(self.owner_id, ms)
        kept = past.accounts.get(account, Account())
        alive = [
            lot.amount
            for lot in kept.lots.values()
            if lot.available_ms < ms and (lot.expires_ms is None or lot.expires_ms >= ms)
        ]
        return sum(alive) - kept.debt


@dataclass
class Head:
    """A wallet after its entry number `seq`: when that was, its hash, the state, and the cards."""

    seq: int
    last_ms: int
    hash: str
    state: WalletState
    cards: Sequence[Record] = field(default_factory=list)

    @classmethod
    def read(cls, owner_id: str) -> Head:
        """Read the cached head; a wallet without one may still have entries."""
        kept = database.collection("heads").find_one({"_id": owner_id})
        if kept is None:
            head = cls(0, 0, "", WalletState())
            if not head.catch_up(owner_id):
                raise WalletNotFound
            return head
        return cls.of(kept)

    @classmethod
    def of(cls, kept: Record) -> Head:
        """Read a head as it is stored."""
        last = to_ms(kept["ts"]) if kept.get("ts") else 0
        return cls(kept["s"], last, kept.get("h", ""), load(kept.get("st")), kept.get("cards", ()))

    def catch_up(self, owner_id: str) -> list[Record]:
        """Follow the entries that are newer than this head and give them."""
        newer = entries_between(owner_id, self.seq + 1, self.seq + _CHUNK)
        for entry in newer:
            self.follow(entry)
        return newer + (self.catch_up(owner_id) if len(newer) == _CHUNK else [])

    def follow(self, entry: Record) -> None:
        """Go on by one entry."""
        self.state = replay(self.state, entry["d"])
        self.seq, self.last_ms, self.hash = entry["s"], to_ms(entry["ts"]), entry["h"]

    def view(self, owner_id: str, at: datetime) -> WalletView:
        """Look at the wallet at a moment."""
        state = settled(self.state, to_ms(at))
        return WalletView(owner_id, self.seq, at, state, self.state, self.last_ms, self.cards)

    def now(self) -> datetime:
        """Tell the wallet's time: the clock's, but never before the last entry."""
        now = clock.now()
        return now if to_ms(now) >= self.last_ms else to_moment(self.last_ms)


def entries_between(owner_id: str, first: int, last: int) -> list[Record]:
    """Read a range of entries of a wallet, in order."""
    bounds = {"a": owner_id, "s": {"$gte": first, "$lte": last}}
    found = database.collection("entries").find(bounds)
    return sorted(found, key=lambda entry: int(entry["s"]))


def state_before(owner_id: str, ms: int) -> WalletState:
    """Replay a wallet up to its last entry before a moment."""
    state, seq = WalletState(), 0
    while chunk := entries_between(owner_id, seq + 1, seq + _CHUNK):
        for entry in chunk:
            if to_ms(entry["ts"]) >= ms:
                return state
            state, seq = replay(state, entry["d"]), entry["s"]
    return state


def read_wallet(owner_id: str) -> WalletView:
    """Look at a wallet now, from its cached head: one round trip."""
    head = Head.read(owner_id)
    return head.view(owner_id, head.now())


def read_wallet_at_least(owner_id: str, seq: int) -> WalletView:
    """Look at a wallet that has at least the entry with this sequence number."""
    head = Head.read(owner_id)
    if head.seq < seq:
        head.catch_up(owner_id)
    return head.view(owner_id, head.now())


def head_change(entry: Record, state: WalletState) -> Record:
    """Give the change that makes a head the one right after an entry."""
    due = next_due_ms(state, to_ms(entry["ts"]))
    values: Record = {"s": entry["s"], "ts": entry["ts"], "h": entry["h"], "st": dump(state)}
    change: Record = {"$set": values}
    if due is None:
        change["$unset"] = {"next": ""}
    else:
        values["next"] = to_moment(due)
    return change


def view_at(entry: Record, state: WalletState, cards: Sequence[Record] = ()) -> WalletView:
    """Look at a wallet as it is right after an entry."""
    at = entry["ts"]
    return WalletView(entry["a"], entry["s"], at, state, state, to_ms(at), cards)
