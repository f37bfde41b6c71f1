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
from dataclasses import dataclass, replace

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
from wallet.entries import Command, Record, compose, differing, fingerprint, names, to_ms
from wallet.errors import IdempotencyKeyReused, OutcomeUnknown, WalletBusy
from wallet.heads import Head, WalletView, entries_between, head_change, view_at
from wallet.rules import apply
from wallet.steps import Step
from wallet.values import WalletState

ATTEMPTS = 100
_UNKNOWN_OUTCOME_SECONDS = 8.0
_UNCERTAIN = (AutoReconnect, NetworkTimeout, WTimeoutError)


@dataclass(frozen=True)
class Decision:
    """What to post: steps, an opaque payload, and cache writes that go along with the head's.

    `also` gives writes that draw pictures of the entry; they may be lost. `slots` are places that
    can be taken once, as the third use of a code: keys that do not name the request.
    """

    steps: Sequence[Step]
    payload: bytes | None = None
    also: Callable[[Record], Sequence[CacheWrite]] | None = None
    slots: tuple[str, ...] = ()


class SlotTaken(Exception):
    """Other postings took these slots: choose others, or give up. Nothing was posted."""

    def __init__(self, keys: frozenset[str]) -> None:
        self.keys = keys
        super().__init__(", ".join(sorted(keys)))


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


def find_entry(key: str) -> Record | None:
    """Find the entry that holds a key."""
    where = claims.owner_of(key) if database.profile().is_sharded else None
    scope = {"a": where, "k": key} if where else {"k": key}
    return database.collection("entries").find_one(scope)


def post(owner_id: str, command: Command, decide: Callable[[WalletView], Decision]) -> Posting:
    """Decide on the wallet as it is and post the decision as one entry, exactly once.

    `decide` is pure and may be called again when another writer was faster. A request whose key
    was posted before gets the entry of that time. Raises the refusal of `decide` or of a step
    (nothing is changed then), `IdempotencyKeyReused`, `KeyTaken`, `WalletBusy`, `OutcomeUnknown`,
    and `SlotTaken` when a slot of the decision is another's.
    """
    command = command.keyed()
    head = Head.read(owner_id)
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
            return _after_claim(owner_id, command, decision.slots)
        except DuplicateKeyError as error:
            known = _after_race(owner_id, head, command, error)
            if known:
                return _told(known, unsure)
            _look_at_slots(decision.slots)
            time.sleep(random.uniform(0, 0.002) * min(attempt, 20))
        except _UNCERTAIN as error:
            if time.monotonic() > deadline:
                raise OutcomeUnknown from error
            unsure.add(entry["h"])
            time.sleep(0.1)
        else:
            _write_head(entry, state, decision)
            return Posting(entry, view_at(entry, state, head.cards))
    raise WalletBusy


def _after_claim(owner_id: str, command: Command, slots: Sequence[str]) -> Posting:
    """Answer when a claim is another's: of one of our keys, or of a slot."""
    found = claims.entry_of(command.keys)
    if not found:
        _look_at_slots(slots)
    return _answer_again(owner_id, command, found)


def taken_slots(slots: Sequence[str]) -> frozenset[str]:
    """Tell which of these slots are taken, whoever took them."""
    wanted = {"$in": list(slots)}
    if not slots:
        return frozenset()
    if database.profile().is_sharded:
        return frozenset(row["_id"] for row in database.collection("claims").find({"_id": wanted}))
    found = database.collection("entries").find({"k": wanted}, {"k": 1})
    return frozenset(key for entry in found for key in entry["k"]).intersection(slots)


def _look_at_slots(slots: Sequence[str]) -> None:
    taken = taken_slots(slots)
    if taken:
        raise SlotTaken(taken)


def _commit(entry: Record) -> None:
    if database.profile().is_sharded:
        claims.take(entry["a"], entry["k"])
    database.collection("entries").insert_one(entry)


def _draft(
    owner_id: str, head: Head, command: Command, decide: Callable[[WalletView], Decision]
) -> tuple[Record, WalletState, Decision]:
    now = head.now()
    decision = decide(head.view(owner_id, now))
    seq, at_ms = head.seq + 1, to_ms(now)
    outcome = apply(head.state, decision.steps, at_ms=at_ms, seq=seq, last_ms=head.last_ms)
    entry = compose(
        owner_id,
        seq,
        replace(command, natural_keys=(*command.natural_keys, *decision.slots)),
        outcome,
        at_ms=at_ms,
        recorded_at=clock.wall(),
        payload=decision.payload,
        previous_hash=head.hash,
    )
    return entry, outcome.state, decision


def _look_again(owner_id: str, head: Head, command: Command, refusal: Refusal) -> Posting | None:
    """Before refusing: was it done before? Was the head behind? If neither, refuse."""
    known = _known_before(owner_id, command)
    if known is None and not head.catch_up(owner_id):
        raise refusal
    return known


def _after_race(
    owner_id: str, head: Head, command: Command, error: DuplicateKeyError
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


def _view_after(entry: Record) -> WalletView:
    """Look at the wallet as it was right after an entry."""
    state = WalletState()
    for past in entries_between(entry["a"], 1, entry["s"]):
        state = replay(state, past["d"])
    return view_at(entry, state)


def _write_head(entry: Record, state: WalletState, decision: Decision) -> None:
    """Write the caches in one round trip; whatever is lost here is made up for later."""
    never_backwards = {"_id": entry["a"], "s": {"$lt": entry["s"]}}
    head = CacheWrite("heads", head_change(entry, state), never_backwards, is_update=True)
    more = decision.also(entry) if decision.also else ()
    with contextlib.suppress(PyMongoError):
        write_caches([head, *more])
