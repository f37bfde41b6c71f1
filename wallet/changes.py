"""The smallest things that can happen to a wallet, and how each changes the state.

["+", account, lot, amount, expires, available, earned]   units into a lot, opened if new
["-", account, lot, amount]                               units out of a lot
["e", account, lot, expires]                              a lot's expiry moved
["d", account, amount]                                    debt up or down
["h", hold, account, until, ref, slices] / ["x", hold]    a hold placed / gone
["m", key, value, due]                                    a mark set, or removed by None
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wallet.values import Hold, Lot, Mark, WalletState

Change = list[Any]


def replay(state: WalletState, changes: Iterable[Change]) -> WalletState:
    """Follow recorded changes from a state to the next one."""
    after = state.copy()
    for change in changes:
        follow(after, change)
    return after


def follow(state: WalletState, change: Change) -> None:
    """Carry a change out on a state; raises ValueError or KeyError where it cannot be."""
    what, target = change[0], change[1]
    if what == "+":
        _, code, lot_id, amount, expires, available, earned = change
        lots = state.account(code).lots
        kept = lots.get(lot_id)
        if kept is None:
            lots[lot_id] = Lot(lot_id, amount, expires, available, earned)
        else:
            lots[lot_id] = kept.with_amount(kept.amount + amount)
    elif what == "-":
        lots = state.account(target).lots
        left = lots[change[2]].amount - change[3]
        if left < 0:
            raise ValueError(f"lot {change[2]} would fall below zero")
        if left:
            lots[change[2]] = lots[change[2]].with_amount(left)
        else:
            del lots[change[2]]
    elif what == "e":
        lots = state.account(target).lots
        lot = lots[change[2]]
        lots[lot.id] = Lot(lot.id, lot.amount, change[3], lot.available_ms, lot.earned_ms)
    elif what == "d":
        state.account(target).debt += change[2]
    elif what == "h":
        _, hold_id, code, until, ref, rows = change
        state.holds[hold_id] = Hold(hold_id, code, until, ref, tuple(Lot(*row) for row in rows))
    elif what == "x":
        del state.holds[target]
    elif what == "m":
        if change[2] is None:
            state.marks.pop(target, None)
        else:
            state.marks[target] = Mark(change[2], change[3])
    else:
        raise ValueError(f"unknown change {what}")


def draw(lots: Iterable[Lot], amount: int) -> tuple[list[Lot], int]:
    """Take an amount from lots in their order: the slices taken and what is still missing."""
    slices = []
    for lot in lots:
        if amount <= 0:
            break
        part = min(lot.amount, amount)
        slices.append(lot.with_amount(part))
        amount -= part
    return slices, amount


def split(slices: Sequence[Lot], amount: int) -> tuple[list[Lot], list[Lot]]:
    """Part slices at an amount: what is spent and what is left."""
    spent, _ = draw(slices, amount)
    used = {lot.id: lot.amount for lot in spent}
    left = [lot.with_amount(lot.amount - used.get(lot.id, 0)) for lot in slices]
    return spent, [lot for lot in left if lot.amount]
