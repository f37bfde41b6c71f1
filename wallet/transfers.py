"""Move units between two wallets: an entry out, then an entry in, both named by the transfer.

The entry out is the durable intent. If the process dies before the entry in, the outbox brings
the entry out to `finish_transfer` again; if there is no wallet to go to, the units come back.
"""

from __future__ import annotations

from collections.abc import Mapping

from foundation import ids
from wallet.entries import Command, Record
from wallet.errors import WalletNotFound
from wallet.ledger import Decision, KeyTaken, Posting, post
from wallet.service import SYSTEM
from wallet.steps import Burn, Receive
from wallet.values import Lot

OPERATION = "transfer_out"


def transfer(
    source_id: str,
    target_id: str,
    *,
    account: str,
    amount: int,
    key: str,
    reason: str = "",
    actor: Mapping[str, str] = SYSTEM,
) -> Posting:
    """Send units, with their expiry, to another wallet. Raises `InsufficientPoints`.

    Gives the entry out; the transfer's id is in its moves as `w.transfer`.
    """
    transfer_id = ids.derived("trf", actor.get("id", ""), key)
    why = {"transfer": transfer_id, "to": target_id, "reason": reason}
    body = {"account": account, "amount": amount, "to": target_id, "reason": reason}
    command = Command(OPERATION, (f"{transfer_id}:out",), key, body, actor)
    step = Burn(account, amount, why, "transfer_out", "in_transit")
    posting = post(source_id, command, lambda _: Decision([step]))
    finish_transfer(posting.entry)
    return posting


def finish_transfer(entry_out: Record) -> None:
    """Post the entry in for an entry out, or take the units back. Safe to run twice."""
    move = next(move for move in entry_out["m"] if move["t"] == "transfer_out")
    transfer_id = move["w"]["transfer"]
    slices = tuple(Lot(*row) for row in move["l"])
    try:
        why = {"transfer": transfer_id, "from": entry_out["a"]}
        _receive(move["w"]["to"], f"{transfer_id}:in", Receive(move["u"], slices, why))
    except WalletNotFound:
        why = {"transfer": transfer_id, "reason": "no such wallet"}
        _receive(entry_out["a"], f"{transfer_id}:in", Receive(move["u"], slices, why))


def _receive(owner_id: str, key: str, step: Receive) -> None:
    try:
        post(owner_id, Command("transfer_in", (key,)), lambda _: Decision([step]))
    except KeyTaken:
        return  # It went back to where it came from before this wallet was opened.
