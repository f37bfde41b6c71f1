"""What can be done with a wallet: earn, burn, adjust, reverse. Holds and transfers lie beside.

Every verb takes the caller's idempotency key and gives a `Posting`. The same key with the same
request gives the same posting again, marked `replayed`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.errors import DuplicateKeyError

from foundation import database
from wallet.entries import Command, Record, to_ms
from wallet.errors import AlreadyReversed, EntryNotFound, NotReversible
from wallet.ledger import Decision, KeyTaken, Posting, post
from wallet.steps import Burn, Claw, Earn, Restore, Step
from wallet.values import Lot

SYSTEM = {"kind": "system", "id": "kopilka"}
_REVERSIBLE = frozenset({"earn", "burn", "adjust"})


def open_wallet(owner_id: str, *, session: ClientSession | None = None) -> None:
    """Open an empty wallet for an owner; opening it again changes nothing."""
    heads = database.collection("heads")
    if session is not None:
        heads.update_one(
            {"_id": owner_id}, {"$setOnInsert": {"s": 0}}, upsert=True, session=session
        )
        return
    try:
        heads.insert_one({"_id": owner_id, "s": 0})
    except DuplicateKeyError:
        return


def earn(
    owner_id: str,
    *,
    account: str,
    amount: int,
    key: str,
    expires_at: datetime | None = None,
    available_at: datetime | None = None,
    why: Mapping[str, Any] | None = None,
    actor: Mapping[str, str] = SYSTEM,
) -> Posting:
    """Credit units to an account as a lot with its own expiry."""
    step = Earn(account, amount, _ms(expires_at), _ms(available_at), why or {})
    body = {
        "account": account,
        "amount": amount,
        "expires": step.expires_ms,
        "available": step.available_ms,
        "why": dict(step.why),
    }
    command = Command("earn", idempotency_key=key, body=body, actor=actor)
    return post(owner_id, command, lambda _: Decision([step]))


def burn(
    owner_id: str,
    *,
    account: str,
    amount: int,
    key: str,
    why: Mapping[str, Any] | None = None,
    actor: Mapping[str, str] = SYSTEM,
) -> Posting:
    """Spend units of an account, nearest expiry first. Raises `InsufficientPoints`."""
    step = Burn(account, amount, why or {})
    body = {"account": account, "amount": amount, "why": dict(step.why)}
    command = Command("burn", idempotency_key=key, body=body, actor=actor)
    return post(owner_id, command, lambda _: Decision([step]))


def adjust(
    owner_id: str,
    *,
    account: str,
    amount: int,
    reason: str,
    key: str,
    expires_at: datetime | None = None,
    actor: Mapping[str, str] = SYSTEM,
) -> Posting:
    """Correct a balance by hand, up or down by a signed amount, with a reason for the record."""
    why = {"reason": reason}
    step: Step = (
        Earn(account, amount, _ms(expires_at), None, why, "adjust_credit", "adjust")
        if amount >= 0
        else Burn(account, -amount, why, "adjust_debit", "adjust")
    )
    body = {"account": account, "amount": amount, "reason": reason, "expires": _ms(expires_at)}
    command = Command("adjust", idempotency_key=key, body=body, actor=actor)
    return post(owner_id, command, lambda _: Decision([step]))


def reverse(
    owner_id: str,
    entry_id: str,
    *,
    reason: str,
    key: str,
    policy: str = "debt",
    actor: Mapping[str, str] = SYSTEM,
) -> Posting:
    """Undo an entry once, by a new entry that cites it.

    `policy` says what happens if earned units are already spent: debt, clamp or block.
    Raises `EntryNotFound`, `NotReversible`, `AlreadyReversed`.
    """
    original = database.collection("entries").find_one({"_id": entry_id, "a": owner_id})
    if original is None:
        raise EntryNotFound(entry_id=entry_id)
    if original["op"] not in _REVERSIBLE:
        raise NotReversible(entry_id=entry_id)
    steps = _mirror(original, policy, {"reverses": entry_id, "reason": reason})
    body = {"entry": entry_id, "reason": reason, "policy": policy}
    command = Command("reverse", (f"{entry_id}~",), key, body, actor)
    try:
        posting = post(owner_id, command, lambda _: Decision(steps))
    except KeyTaken as taken:
        raise AlreadyReversed(entry_id=entry_id) from taken
    if posting.is_of_another(command):
        raise AlreadyReversed(entry_id=entry_id)
    return posting


def _mirror(entry: Record, policy: str, why: Mapping[str, Any]) -> Sequence[Step]:
    steps: list[Step] = []
    for move in reversed(entry["m"]):
        contra = move["c"][0][0] if move.get("c") else ""
        if contra in {"issue", "adjust"} and move["n"] > 0:
            lots = tuple(row[0] for row in move["l"])
            args = (move["u"], move["n"], lots, policy, why, "reverse", contra)
            steps.append(Claw(*args))
        elif contra in {"redeem", "adjust"} and move["n"] < 0:
            slices = tuple(Lot(*row) for row in move["l"])
            steps.append(Restore(move["u"], slices, None, why, "reverse", contra))
    return steps


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else to_ms(moment)
