"""Prove a wallet from its journal, and rebuild heads from it.

Each check carries the number of its invariant: I1 no gap in the sequence; I2 a key stands once;
I3 replay gives the stored balances and hashes; I4 lots are positive and in order; I5 no balance
beside a debt, and neither negative; I6 held equals the open holds; I7 time does not run back;
I9 moves and contra postings sum to zero and to the balance; I10 nothing comes out of a lot that
did not go in; I12 the head is not ahead and equals the replay; I13 no receipt gives back more
than it earned; I14 a hold ends once; I15 what is in transit arrives.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from foundation import database
from foundation.shapes import whole_walks
from wallet import cards
from wallet.changes import replay
from wallet.entries import Record, hash_of, to_ms
from wallet.heads import entries_between, head_change
from wallet.rules import settled
from wallet.values import WalletState, balance_of, dump

_CHUNK = 500


@dataclass(frozen=True)
class Violation:
    """A broken invariant: its number, where, and what is wrong."""

    invariant: str
    wallet: str
    seq: int | None
    message: str

    def __str__(self) -> str:
        place = self.wallet if self.seq is None else f"{self.wallet} entry {self.seq}"
        return f"{self.invariant} {place}: {self.message}"


@dataclass
class Audit:
    """What a verification found: counts, sums per unit, and violations."""

    wallets: int = 0
    entries: int = 0
    moved: Counter[tuple[str, str]] = field(default_factory=Counter)
    outstanding: Counter[str] = field(default_factory=Counter)
    in_transit: Counter[str] = field(default_factory=Counter)
    violations: list[Violation] = field(default_factory=list)


def wallet_ids() -> Iterator[str]:
    """Give every wallet that has a head or an entry."""
    with whole_walks():
        known = {row["_id"] for row in database.collection("heads").find({}, {"_id": 1})}
        known |= {row["a"] for row in database.collection("entries").find({}, {"a": 1})}
    yield from sorted(known)


def wallet_sizes() -> dict[str, int]:
    """Give the number of entries of every wallet, as its head knows it."""
    with whole_walks():
        return {row["_id"]: row["s"] for row in database.collection("heads").find({}, {"s": 1})}


def journal(owner_id: str) -> Iterator[Record]:
    """Read all entries of a wallet in order."""
    first = 1
    while True:
        chunk = entries_between(owner_id, first, first + _CHUNK - 1)
        yield from chunk
        if not chunk:
            return
        first += _CHUNK


def verify_wallet(owner_id: str, audit: Audit, keys: set[str] | None = None) -> None:
    """Check one wallet against its journal and add what is found to the audit."""
    head = database.collection("heads").find_one({"_id": owner_id})
    checker = _Checker(owner_id, audit, set() if keys is None else keys, head)
    for entry in journal(owner_id):
        if not checker.check(entry):
            break
    checker.finish()
    audit.wallets += 1


def finish_audit(audit: Audit) -> Audit:
    """Check what only the whole database can show: transfers that never arrived."""
    for transfer_id, amount in audit.in_transit.items():
        if amount:
            text = f"{amount} units of {transfer_id} are still on their way"
            audit.violations.append(Violation("I15", transfer_id, None, text))
    return audit


class _Checker:
    """Replays a journal and holds every invariant against each step.

    The head is read before the journal, so that postings made meanwhile do not look like a fault.
    """

    def __init__(self, owner_id: str, audit: Audit, keys: set[str], head: Record | None) -> None:
        self.owner_id = owner_id
        self.head = head
        self.audit = audit
        self.keys = keys
        self.state = WalletState()
        self.seq = 0
        self.last_ms = 0
        self.hash = ""
        self.sums: Counter[str] = Counter()
        self.by_receipt: defaultdict[tuple[str, str], int] = defaultdict(int)

    def check(self, entry: Record) -> bool:
        """Check one entry; False if the journal cannot be followed further."""
        self.audit.entries += 1
        if entry["s"] != self.seq + 1:
            self._fault("I1", f"follows {self.seq}", entry["s"])
            return False
        self.seq = entry["s"]
        self._check_keys(entry)
        at_ms = to_ms(entry["ts"])
        if at_ms < self.last_ms:
            self._fault("I7", "is earlier than the entry before it")
        self.last_ms = at_ms
        try:
            self.state = replay(self.state, entry["d"])
        except (KeyError, ValueError) as error:
            ends_hold = any(change[0] == "x" for change in entry["d"])
            number = "I14" if isinstance(error, KeyError) and ends_hold else "I10"
            self._fault(number, f"its changes do not fit: {error}")
            return False
        self._check_chain(entry)
        self._check_state(entry, at_ms)
        self._check_sums(entry)
        self._check_head()
        return True

    def finish(self) -> None:
        """Check the end of the journal against balances and the head."""
        for code in {*self.state.accounts, *self.sums}:
            total = balance_of(self.state, code, self.last_ms).total
            self.audit.outstanding[code] += total
            if total != self.sums[code]:
                self._fault("I9", f"{code} holds {total}, its moves sum to {self.sums[code]}")
        for (receipt, code), left in self.by_receipt.items():
            if left < 0:
                self._fault("I13", f"{receipt} gave back {-left} {code} more than it earned")
        if self.head is None and self.seq:
            self._fault("I12", "has entries but no head")
        elif self.head and self.head["s"] > self.seq:
            self._fault("I12", f"its head is at {self.head['s']}, its journal ends at {self.seq}")

    def _check_head(self) -> None:
        head = self.head
        if head is None or head["s"] != self.seq:
            return
        if head.get("st") != dump(self.state) or head.get("h") != self.hash:
            self._fault("I12", "its head differs from the replay")

    def _check_keys(self, entry: Record) -> None:
        for key in entry["k"]:
            if key in self.keys:
                self._fault("I2", f"its key {key} stands twice")
            self.keys.add(key)

    def _check_chain(self, entry: Record) -> None:
        if entry["ph"] != self.hash:
            self._fault("I3", "is not chained to the entry before it")
        if entry["h"] != hash_of(entry, dump(self.state)):
            self._fault("I3", "its hash does not fit its content")
        self.hash = entry["h"]

    def _check_state(self, entry: Record, at_ms: int) -> None:
        if dump(settled(self.state, at_ms)) != dump(self.state):
            self._fault("I5", "something due was left undone")
        for code, account in self.state.accounts.items():
            balance = balance_of(self.state, code, at_ms)
            if any(lot.amount <= 0 for lot in account.lots.values()):
                self._fault("I4", f"{code} has a lot without units")
            if account.debt < 0 or (account.debt and balance.available):
                self._fault("I5", f"{code} has {balance.available} beside a debt")
            stored = entry["b"].get(code)
            if stored is not None and stored != balance.dump():
                self._fault("I3", f"says {code} is {stored}, replay says {balance.dump()}")
        for hold in self.state.holds.values():
            if any(lot.amount <= 0 for lot in hold.slices):
                self._fault("I6", f"the hold {hold.id} has an empty slice")

    def _check_sums(self, entry: Record) -> None:
        for move in entry["m"]:
            code, amount = move["u"], move["n"]
            contra = move.get("c", [])
            if amount + sum(part for _, part in contra):
                self._fault("I9", f"a {move['t']} of {code} does not balance")
            self.sums[code] += amount
            self.audit.moved[(code, move["t"])] += amount
            self._note(move, code, amount)
            for name, part in contra:
                if name == "in_transit":
                    self.audit.in_transit[move["w"]["transfer"]] += part

    def _note(self, move: dict[str, Any], code: str, amount: int) -> None:
        receipt = move.get("w", {}).get("receipt")
        if receipt and move["t"] in {"earn", "earn_reverse"}:
            self.by_receipt[(receipt, code)] += amount

    def _fault(self, invariant: str, message: str, seq: int | None = None) -> None:
        place = seq if seq is not None else self.seq
        self.audit.violations.append(Violation(invariant, self.owner_id, place, message))


def rebuild_head(owner_id: str) -> int:
    """Make a wallet's head again from its entries and give its sequence number.

    One write, and only onto the head that was there before: readers never see half a head, and
    a posting made meanwhile is not undone.
    """
    heads = database.collection("heads")
    made = heads.update_one({"_id": owner_id}, {"$setOnInsert": {"s": 0}}, upsert=True)
    if made.upserted_id is not None and cards.list_cards(owner_id):
        cards.write_card_cache(owner_id)
    before = heads.find_one({"_id": owner_id}, {"s": 1}) or {"s": 0}
    state, last = WalletState(), None
    for entry in journal(owner_id):
        state, last = replay(state, entry["d"]), entry
    if last is None:
        empty = {"$set": {"s": 0}, "$unset": dict.fromkeys(("ts", "h", "st", "next"), "")}
        heads.update_one({"_id": owner_id, "s": before["s"]}, empty)
        return 0
    heads.update_one({"_id": owner_id, "s": before["s"]}, head_change(last, state))
    return int(last["s"])
