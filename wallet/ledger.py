"""The commit path: read the head, decide, insert one entry. The entry IS the change.

The insert is the single commit point: its unique indexes on (wallet, sequence) and on keys
decide races between writers and catch repeated requests. The head is a cache, written after.
A refusal is never given on the word of a head that may lag behind its entries.
"""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pymongo.errors import (
    AutoReconnect,
    DuplicateKeyError,
    NetworkTimeout,
    PyMongoError,
    WTimeoutError,
)

from foundation import clock, database
from foundation.errors import Conflict, Refusal
from wallet import claims
from wallet.caches import CacheWrite, write_caches
from wallet.changes import replay
from wallet.entries import Command, Record, compose, differing, fingerprint, names, to_moment, to_ms
from wallet.errors import IdempotencyKeyReused, OutcomeUnknown, WalletBusy, WalletNotFound
from wallet.rules import apply, is_due, settled
from wallet.steps import Step
from wallet.values import Account, Balance, Mark, WalletState, balance_of, dump, load, next_due_ms

ATTEMPTS = 100
_UNKNOWN_OUTCOME_SECONDS = 8.0
_UNCERTAIN = (AutoReconnect, NetworkTimeout, WTimeoutError)
_CHUNK = 500


@dataclass(frozen=True)
class WalletView:
    """A wallet at a moment: everything due by then has taken effect in `state`.

    `past` is the state after the last entry, in which what has fallen due since still stands.
    """

    owner_id: str
    seq: int
    at: datetime
    state: WalletState
    past: WalletState
    last_ms: int
    cards: Sequence[Record] = ()

    @property
    def at_ms(self) -> int:
        """The moment in milliseconds."""
        return to_ms(self.at)

    def balance(self, account: str) -> Balance:
        """Sum up one account."""
        return balance_of(self.state, account, self.at_ms)

    def mark(self, key: str) -> Any:
        """Give a mark's value, or None."""
        return self.state.marks.get(key, Mark(None)).value

    @property
    def has_due(self) -> bool:
        """Whether something has fallen due since the last entry that is not written down yet."""
        return is_due(self.past, self.at_ms, self.last_ms)

    def units_before(self, account: str, moment: datetime) -> int:
        """Sum up what an account held just before a moment, net of debt, for yearly reviews.

        Entries posted since have written down what lapsed: then the journal tells.
        """
        ms = to_ms(moment)
        past = self.past if self.last_ms < ms else _state_before(self.owner_id, ms)
        kept = past.accounts.get(account, Account())
        alive = [
            lot.amount
            for lot in kept.lots.values()
            if lot.available_ms < ms and (lot.expires_ms is None or lot.expires_ms >= ms)
        ]
        return sum(alive) - kept.debt


@dataclass(frozen=True)
class Decision:
    """What to post: steps, an opaque payload, and cache writes that go along with the head's.

    `also` gives writes that draw pictures of the entry; they may be lost.
    """

    steps: Sequence[Step]
    payload: bytes | None = None
    also: Callable[[Record], Sequence[CacheWrite]] | None = None


@dataclass(frozen=True)
class Posting:
    """A posted entry and the wallet after it; `replayed` when it had been posted before."""

    entry: Record
    view: WalletView
    replayed: bool = False

    def is_of_another(self, command: Command) -> bool:
        """Tell whether a request with another idempotency key was here before this one."""
        return self.replayed and command.scoped_key not in self.entry["k"]


class KeyTaken(Conflict):
    """The thing named by a natural key has been posted before, by another request."""

    code = "ALREADY_POSTED"
    message = "This was posted before with another content; different: {fields}."

    def __init__(self, entry: Record, fields: list[str]) -> None:
        self.entry = entry
        super().__init__(fields=names(fields))


@dataclass
class _Head:
    seq: int
    last_ms: int
    hash: str
    state: WalletState
    cards: Sequence[Record] = field(default_factory=list)

    @classmethod
    def read(cls, owner_id: str) -> _Head:
        """Read the cached head; a wallet without one may still have entries."""
        kept = database.collection("heads").find_one({"_id": owner_id})
        if kept is None:
            head = cls(0, 0, "", WalletState())
            if not head.catch_up(owner_id):
                raise WalletNotFound
            return head
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


def _state_before(owner_id: str, ms: int) -> WalletState:
    """Replay a wallet up to its last entry before a moment."""
    state, seq = WalletState(), 0
    while chunk := entries_between(owner_id, seq + 1, seq + _CHUNK):
        for entry in chunk:
            if to_ms(entry["ts"]) >= ms:
                return state
            state, seq = replay(state, entry["d"]), entry["s"]
    return state


def find_entry(key: str) -> Record | None:
    """Find the entry that holds a key."""
    where = claims.owner_of(key) if database.profile().is_sharded else None
    scope = {"a": where, "k": key} if where else {"k": key}
    return database.collection("entries").find_one(scope)


def read_wallet(owner_id: str) -> WalletView:
    """Look at a wallet now, from its cached head: one round trip."""
    head = _Head.read(owner_id)
    return head.view(owner_id, head.now())


def read_wallet_at_least(owner_id: str, seq: int) -> WalletView:
    """Look at a wallet that has at least the entry with this sequence number."""
    head = _Head.read(owner_id)
    if head.seq < seq:
        head.catch_up(owner_id)
    return head.view(owner_id, head.now())


def post(owner_id: str, command: Command, decide: Callable[[WalletView], Decision]) -> Posting:
    """Decide on the wallet as it is and post the decision as one entry, exactly once.

    `decide` is pure and may be called again when another writer was faster. A request whose key
    was posted before gets the entry of that time. Raises the refusal of `decide` or of a step
    (nothing is changed then), `IdempotencyKeyReused`, `KeyTaken`, `WalletBusy`, `OutcomeUnknown`.
    """
    command = command.keyed()
    head = _Head.read(owner_id)
    unsure: set[str] = set()
    deadline = time.monotonic() + _UNKNOWN_OUTCOME_SECONDS
    for attempt in range(ATTEMPTS):
        try:
            entry, state, decision = _draft(owner_id, head, command, decide)
        except Refusal as refusal:
            known = _look_again(owner_id, head, command, refusal)
            if known:
                return _told(known, unsure)
            continue
        try:
            _commit(entry)
        except claims.Taken:
            return _answer_again(owner_id, command, claims.entry_of(command.keys))
        except DuplicateKeyError as error:
            known = _after_race(owner_id, head, command, error)
            if known:
                return _told(known, unsure)
            time.sleep(random.uniform(0, 0.002) * min(attempt, 20))
        except _UNCERTAIN as error:
            if time.monotonic() > deadline:
                raise OutcomeUnknown from error
            unsure.add(entry["h"])
            time.sleep(0.1)
        else:
            _write_head(entry, state, decision)
            return Posting(entry, _at(entry, state, head.cards))
    raise WalletBusy


def _commit(entry: Record) -> None:
    if database.profile().is_sharded:
        claims.take(entry["a"], entry["k"])
    database.collection("entries").insert_one(entry)


def _at(entry: Record, state: WalletState, cards: Sequence[Record] = ()) -> WalletView:
    at = entry["ts"]
    return WalletView(entry["a"], entry["s"], at, state, state, to_ms(at), cards)


def _draft(
    owner_id: str, head: _Head, command: Command, decide: Callable[[WalletView], Decision]
) -> tuple[Record, WalletState, Decision]:
    now = head.now()
    decision = decide(head.view(owner_id, now))
    seq, at_ms = head.seq + 1, to_ms(now)
    outcome = apply(head.state, decision.steps, at_ms=at_ms, seq=seq, last_ms=head.last_ms)
    entry = compose(
        owner_id,
        seq,
        command,
        outcome,
        at_ms=at_ms,
        recorded_at=clock.wall(),
        payload=decision.payload,
        previous_hash=head.hash,
    )
    return entry, outcome.state, decision


def _look_again(owner_id: str, head: _Head, command: Command, refusal: Refusal) -> Posting | None:
    """Before refusing: was it done before? Was the head behind? If neither, refuse."""
    known = _known_before(owner_id, command)
    if known is None and not head.catch_up(owner_id):
        raise refusal
    return known


def _after_race(
    owner_id: str, head: _Head, command: Command, error: DuplicateKeyError
) -> Posting | None:
    """Find out which key was taken: the sequence (try again) or one of ours (answer again)."""
    for newer in head.catch_up(owner_id):
        if set(command.keys).intersection(newer["k"]):
            return _answer_again(owner_id, command, [newer])
    if "k" in ((error.details or {}).get("keyPattern") or {}):
        return _known_before(owner_id, command)
    return None


def _known_before(owner_id: str, command: Command) -> Posting | None:
    if not command.keys:
        return None
    if database.profile().is_sharded:
        found = claims.entry_of(command.keys)
    else:
        found = list(database.collection("entries").find({"k": {"$in": command.keys}}))
    return _answer_again(owner_id, command, found) if found else None


def _told(known: Posting, unsure: set[str]) -> Posting:
    """Give a posting found by its key; it is no repeat if it was our own lost insert."""
    return replace(known, replayed=False) if known.entry["h"] in unsure else known


def _answer_again(owner_id: str, command: Command, found: Sequence[Record]) -> Posting:
    if not found:
        raise WalletBusy  # The key is claimed; its entry is still on the way.
    scoped = command.scoped_key
    ours = sorted(found, key=lambda entry: scoped not in entry["k"])[0]
    different = differing(ours["q"], fingerprint(command.body))
    different += ["operation"] if ours["op"] != command.operation else []
    different += ["wallet"] if ours["a"] != owner_id else []
    if not different:
        return Posting(ours, _view_after(ours), replayed=True)
    if scoped in ours["k"]:
        raise IdempotencyKeyReused(fields=names(different))
    raise KeyTaken(ours, different)


def _view_after(entry: Record, head: _Head | None = None) -> WalletView:
    """Look at the wallet as it was right after an entry."""
    if head is not None and head.seq == entry["s"]:
        return _at(entry, head.state, head.cards)
    state = WalletState()
    for past in entries_between(entry["a"], 1, entry["s"]):
        state = replay(state, past["d"])
    return _at(entry, state)


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


def _write_head(entry: Record, state: WalletState, decision: Decision) -> None:
    """Write the caches in one round trip; whatever is lost here is made up for later."""
    never_backwards = {"_id": entry["a"], "s": {"$lt": entry["s"]}}
    head = CacheWrite("heads", head_change(entry, state), never_backwards, is_update=True)
    more = decision.also(entry) if decision.also else ()
    with contextlib.suppress(PyMongoError):
        write_caches([head, *more])
