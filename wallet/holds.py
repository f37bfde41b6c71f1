"""Units set aside for a purchase: hold, then confirm in whole or part, or release."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from foundation import ids
from wallet.entries import Command, to_ms
from wallet.errors import HoldConfirmed, HoldNotFound, HoldReleased, HoldTimedOut
from wallet.heads import WalletView
from wallet.ledger import Decision, KeyTaken, Posting, find_entry, post
from wallet.service import SYSTEM
from wallet.steps import ConfirmHold, PlaceHold, ReleaseHold

DEFAULT_TTL_SECONDS = 900


def hold_id_for(key: str, actor: Mapping[str, str]) -> str:
    """Give the id of the hold that this caller's key places: a repeat names the same hold."""
    return ids.derived("hld", actor.get("id", ""), key)


def end_key(hold_id: str) -> str:
    """Give the key under which a hold ends: it can stand once."""
    return f"{hold_id}!"


def hold(
    owner_id: str,
    *,
    account: str,
    amount: int,
    key: str,
    ref: str = "",
    ttl_seconds: int = DEFAULT_TTL_SECONDS,
    actor: Mapping[str, str] = SYSTEM,
    payload: bytes | None = None,
) -> Posting:
    """Set units aside; the hold's id is `hold_id_for(key, actor)`. Raises `InsufficientPoints`."""
    hold_id = hold_id_for(key, actor)

    def decide(view: WalletView) -> Decision:
        until = to_ms(view.at + timedelta(seconds=ttl_seconds))
        return Decision([PlaceHold(hold_id, account, amount, until, ref)], payload)

    body = {"account": account, "amount": amount, "ref": ref}
    return post(owner_id, Command("hold", (hold_id,), key, body, actor), decide)


def confirm(
    owner_id: str,
    hold_id: str,
    *,
    key: str,
    amount: int | None = None,
    why: Mapping[str, Any] | None = None,
    actor: Mapping[str, str] = SYSTEM,
) -> Posting:
    """Spend a hold, in part if an amount is given; the rest goes back to its lots.

    Raises `HoldNotFound`, `HoldConfirmed`, `HoldReleased`, `HoldTimedOut`.
    """
    body = {"hold": hold_id, "amount": amount}
    command = Command("confirm", (end_key(hold_id),), key, body, actor)
    return _end(owner_id, hold_id, command, ConfirmHold(hold_id, amount, why or {}))


def release(owner_id: str, hold_id: str, *, key: str, actor: Mapping[str, str] = SYSTEM) -> Posting:
    """Give a hold's units back to their lots. Refuses as `confirm` does."""
    command = Command("release", (end_key(hold_id),), key, {"hold": hold_id}, actor)
    return _end(owner_id, hold_id, command, ReleaseHold(hold_id))


def _end(owner_id: str, hold_id: str, command: Command, step: ConfirmHold | ReleaseHold) -> Posting:
    try:
        posting = post(owner_id, command, lambda _: Decision([step]))
    except (HoldNotFound, KeyTaken) as refusal:
        raise refusal_for_ended(owner_id, hold_id) from refusal
    if posting.is_of_another(command):
        raise refusal_for_ended(owner_id, hold_id)
    return posting


def refusal_for_ended(
    owner_id: str, hold_id: str
) -> HoldNotFound | HoldConfirmed | HoldReleased | HoldTimedOut:
    """Say how a hold that is no longer open came to its end."""
    end = find_entry(end_key(hold_id))
    if end is not None and end["a"] == owner_id:
        ended_by = {move["t"] for move in end["m"] if move.get("hold") == hold_id}
        kind = HoldConfirmed if "burn" in ended_by else HoldReleased
        return kind(hold_id=hold_id)
    placed = find_entry(hold_id)
    if placed is not None and placed["a"] == owner_id:
        return HoldTimedOut(hold_id=hold_id)
    return HoldNotFound(hold_id=hold_id)
