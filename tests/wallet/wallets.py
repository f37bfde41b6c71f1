"""Wallets for tests on the real database, and many callers at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier
from typing import Any

import wallet
from foundation import database, ids
from foundation.errors import Refusal

_numbers = count(1)
Record = dict[str, Any]


def a_key() -> str:
    """Give an idempotency key that no other test of this process uses."""
    return f"key-{next(_numbers)}"


def a_wallet(points: int = 0, **earning: Any) -> str:
    """Open a wallet, with points if asked for, and give its owner's id."""
    owner_id = ids.new("mem")
    wallet.open_wallet(owner_id)
    if points:
        wallet.earn(owner_id, account="points", amount=points, key=a_key(), **earning)
    return owner_id


def spend(owner_id: str, amount: int, key: str | None = None) -> wallet.Posting:
    """Burn points."""
    return wallet.burn(owner_id, account="points", amount=amount, key=key or a_key())


def points_of(owner_id: str) -> tuple[int, int, int, int]:
    """Give available, pending, held and debt of the points."""
    balance = wallet.get_wallet(owner_id).balance("points")
    return (balance.available, balance.pending, balance.held, balance.debt)


def entries_of(owner_id: str) -> list[Record]:
    """Read the journal of a wallet as it is stored."""
    found = database.collection("entries").find({"a": owner_id})
    return sorted(found, key=lambda entry: entry["s"])


def head_of(owner_id: str) -> Record | None:
    """Read the head of a wallet as it is stored."""
    return database.collection("heads").find_one({"_id": owner_id})


def put_head(head: Record) -> None:
    """Store a head as it was at another time."""
    database.collection("heads").replace_one({"_id": head["_id"]}, head)


def faults_of(*owner_ids: str) -> list[str]:
    """Verify wallets and list the numbers of the invariants that are broken."""
    audit = wallet.Audit()
    keys: set[str] = set()
    for owner_id in owner_ids:
        wallet.verify_wallet(owner_id, audit, keys)
    return sorted({fault.invariant for fault in wallet.finish_audit(audit).violations})


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Make calls all at the same moment; give what they gave or how they were refused."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return call()
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def those(results: Sequence[Any], kind: type[Any]) -> list[Any]:
    """Choose the results of a kind."""
    return [result for result in results if isinstance(result, kind)]
