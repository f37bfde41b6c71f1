"""Doors of the wallet for the worker: bring heads up, finish transfers. Safe to run twice."""

from __future__ import annotations

from collections.abc import Sequence

from foundation import database
from wallet.entries import Record
from wallet.heads import read_wallet_at_least
from wallet.transfers import OPERATION, finish_transfer
from wallet.verification import rebuild_head


def on_entry_posted(entries: Sequence[Record]) -> None:
    """Follow new entries: heads that missed one are rebuilt, open transfers are finished."""
    latest: dict[str, int] = {}
    for entry in entries:
        latest[entry["a"]] = max(entry["s"], latest.get(entry["a"], 0))
        if entry["op"] == OPERATION:
            finish_transfer(entry)
    heads = database.collection("heads").find({"_id": {"$in": sorted(latest)}}, {"s": 1})
    known = {head["_id"]: head["s"] for head in heads}
    for owner_id, seq in latest.items():
        if known.get(owner_id, -1) < seq:
            bring_head_up(owner_id, seq)


def bring_head_up(owner_id: str, seq: int) -> None:
    """Make sure that a wallet's head has at least this sequence number."""
    if read_wallet_at_least(owner_id, seq).seq >= seq:
        rebuild_head(owner_id)
