"""Set points aside for a basket that is about to be paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from program import terms_at
from sales import receipts
from sales.presenting import look_up
from sales.quoting import quote_for
from sales.rules import check_sale
from sales.service import check_time
from sales.values import Sale
from wallet import (
    Command,
    Decision,
    HoldNotFound,
    PlaceHold,
    Posting,
    WalletView,
    find_entry,
    hold_id_for,
    post,
    release,
    to_moment,
    to_ms,
)


@dataclass(frozen=True)
class Held:
    """Points set aside: which hold, how many, what they are worth, until when, what is left."""

    hold_id: str
    account: str
    points: int
    value_minor: int
    expires_at: datetime
    view: WalletView
    replayed: bool


def hold(sale: Sale, *, key: str, actor: Mapping[str, str]) -> Held:
    """Set `sale.burn_points` aside if the program lets them pay for this basket.

    Raises what `quote` raises and `InsufficientPoints`.
    """
    check_sale(sale)
    check_time(sale.occurred_at)
    terms = terms_at(sale.program, sale.occurred_at)
    hold_id = hold_id_for(key, actor)
    codes = look_up(sale, terms)
    number = sale.receipt_no
    ref = receipts.receipt_id(sale.terminal_id, number) if number else ""

    def decide(view: WalletView) -> Decision:
        offer = quote_for(replace(sale, hold_id=None), terms, view, codes)
        until = to_ms(view.at + timedelta(seconds=terms.hold_ttl_seconds))
        account = offer.evaluation.burn.account
        about = {"receipt": ref, "no": number} if number else {}
        why = {**about, "value_minor": offer.evaluation.burn_value_minor}
        return Decision([PlaceHold(hold_id, account, sale.burn_points, until, ref, why)])

    command = Command("hold", (hold_id,), key, sale.body(), actor, sale.occurred_at)
    return _held(post(sale.member_id, command, decide), hold_id)


def _held(posting: Posting, hold_id: str) -> Held:
    placed: dict[str, Any] = next(
        move for move in posting.entry["m"] if move["t"] == "hold" and move["hold"] == hold_id
    )
    change = next(
        change for change in posting.entry["d"] if change[0] == "h" and change[1] == hold_id
    )
    value = placed.get("w", {}).get("value_minor", 0)
    until = to_moment(change[3])
    return Held(hold_id, placed["u"], placed["p"], value, until, posting.view, posting.replayed)


def release_hold(hold_id: str, *, key: str, actor: Mapping[str, str]) -> Posting:
    """Give a hold's points back. Raises `HoldNotFound` and the refusals of ended holds."""
    placed = find_entry(hold_id)
    if placed is None or placed["who"].get("id") != actor.get("id"):
        raise HoldNotFound(hold_id=hold_id)
    return release(placed["a"], hold_id, key=key, actor=actor)
