"""The smallest things that can happen to a wallet, and how each changes the state.

["+", account, lot, amount, expires, available, earned]   units into a lot, opened if new
["-", account, lot, amount]                               units out of a lot
["e", account, lot, expires]                              a lot's expiry moved
["d", account, amount]                                    debt up or down
["h", hold, account, until, ref, slices] / ["x", hold]    a hold placed / gone
["m", key, value, due]                                    a mark set, or removed by None
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
    what = change[0]
    if what in _ON_LOTS:
        _ON_LOTS[what](state.account(change[1]).lots, change)
    elif what == "d":
        state.account(change[1]).debt += change[2]
    elif what == "h":
        _, hold_id, code, until, ref, rows = change
        state.holds[hold_id] = Hold(hold_id, code, until, ref, tuple(Lot(*row) for row in rows))
    elif what == "x":
        del state.holds[change[1]]
    elif what == "m":
        _set_mark(state.marks, change[1], Mark(change[2], change[3]))
    else:
        raise ValueError(f"unknown change {what}")


def _put(lots: dict[str, Lot], change: Change) -> None:
    _, _, lot_id, amount, expires, available, earned = change
    kept = lots.get(lot_id)
    before = kept.amount if kept else 0
    row = kept or Lot(lot_id, 0, expires, available, earned)
    lots[lot_id] = row.with_amount(before + amount)


def _take(lots: dict[str, Lot], change: Change) -> None:
    lot = lots[change[2]]
    left = lot.amount - change[3]
    if left < 0:
        raise ValueError(f"lot {lot.id} would fall below zero")
    if left:
        lots[lot.id] = lot.with_amount(left)
    else:
        del lots[lot.id]


def _prolong(lots: dict[str, Lot], change: Change) -> None:
    lot = lots[change[2]]
    lots[lot.id] = Lot(lot.id, lot.amount, change[3], lot.available_ms, lot.earned_ms)


def _set_mark(marks: dict[str, Mark], key: str, mark: Mark) -> None:
    if mark.value is None:
        marks.pop(key, None)
    else:
        marks[key] = mark


_ON_LOTS: dict[str, Callable[[dict[str, Lot], Change], None]] = {
    "+": _put,
    "-": _take,
    "e": _prolong,
}


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
