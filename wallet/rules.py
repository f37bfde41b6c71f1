"""The ledger's arithmetic: pure functions from a state and steps to changes and a new state.

`apply` decides and records; `replay` follows what was recorded. Both change the state through
`follow` alone, so an entry can never mean something else when it is read again.

Moves tell the same to people: {t: type, u: account, n: signed amount, c: contra postings, …};
n and the contra postings of a move always sum to zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from wallet.changes import Change, draw, follow, replay, split
from wallet.errors import (
    AmountInvalid,
    HoldNotFound,
    HoldPlaced,
    InsufficientPoints,
    ReturnBlocked,
)
from wallet.steps import (
    Burn,
    Claw,
    ConfirmHold,
    Earn,
    Lapse,
    Mature,
    PlaceHold,
    Prolong,
    Receive,
    ReleaseHold,
    Restore,
    SetMark,
    Step,
)
from wallet.values import Hold, Lot, WalletState

__all__ = ["LOT_CAP", "MOST", "Move", "Outcome", "apply", "is_due", "replay", "settled"]

MOST = 10**15
LOT_CAP = 64
Move = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a posting does: changes to follow, moves to show, and the state after."""

    changes: list[Change]
    moves: list[Move]
    state: WalletState


def apply(
    state: WalletState, steps: Sequence[Step], *, at_ms: int, seq: int, last_ms: int = 0
) -> Outcome:
    """Carry out steps at a moment, after what has fallen due by then.

    `last_ms` is the moment of the posting before: lots that became available since are told of.
    Raises a refusal and changes nothing if any step cannot be done.
    """
    scribe = _Scribe(state.copy(), at_ms, seq)
    scribe.tell_activations(last_ms)
    scribe.catch_up()
    for step in steps:
        scribe.carry_out(step)
    scribe.settle()
    return Outcome(scribe.changes, scribe.moves, scribe.state)


def settled(state: WalletState, at_ms: int) -> WalletState:
    """Give the state as it is at a moment: due holds released, dead lots gone, debt repaid."""
    if not is_due(state, at_ms):
        return state
    scribe = _Scribe(state.copy(), at_ms, 0)
    scribe.catch_up()
    return scribe.state


def is_due(state: WalletState, at_ms: int, last_ms: int | None = None) -> bool:
    """Tell whether settling at a moment would change anything.

    With `last_ms`, units that became available since then count too: they are to be told of.
    """
    if any(hold.until_ms <= at_ms for hold in state.holds.values()):
        return True
    return any(
        (lot.expires_ms is not None and lot.expires_ms <= at_ms)
        or bool(account.debt and lot.available_ms <= at_ms)
        or (last_ms is not None and last_ms < lot.available_ms <= at_ms)
        for account in state.accounts.values()
        for lot in account.lots.values()
    )


def _due_moments(state: WalletState, at_ms: int) -> list[int]:
    """List the moments at which something changed by itself, this one last."""
    moments = {at_ms}
    for hold in state.holds.values():
        moments.add(hold.until_ms)
        moments.update(lot.expires_ms for lot in hold.slices if lot.expires_ms is not None)
    for account in state.accounts.values():
        for lot in account.lots.values():
            if lot.expires_ms is not None:
                moments.add(lot.expires_ms)
            if account.debt:
                moments.add(lot.available_ms)
    return sorted(moment for moment in moments if moment <= at_ms)


class _Scribe:
    """Works on a copy of the state and writes down every change and move."""

    def __init__(self, state: WalletState, at_ms: int, seq: int) -> None:
        self.state = state
        self.at_ms = at_ms
        self.seq = seq
        self.changes: list[Change] = []
        self.moves: list[Move] = []
        self._opened = 0

    def carry_out(self, step: Step) -> None:
        """Do one step."""
        _DOING[type(step)](self, step)

    def catch_up(self) -> None:
        """Settle what fell due by now, each thing at its own moment.

        Looking in between must make no difference: units that woke before they expired, or came
        back from a hold before that, have repaid a debt by then.
        """
        for moment in _due_moments(self.state, self.at_ms):
            self.at_ms = moment
            self.settle()

    def settle(self) -> None:
        """Release timed-out holds, drop dead lots, let available units repay debt."""
        for hold in list(self.state.holds.values()):
            if hold.until_ms <= self.at_ms:
                self._let_go(hold, "timeout", {})
        for code, account in self.state.accounts.items():
            dead = [
                lot
                for lot in account.ordered()
                if lot.expires_ms is not None and lot.expires_ms <= self.at_ms
            ]
            self._expire(code, dead, {})
            self._repay(code)

    def tell_activations(self, last_ms: int) -> None:
        """Note the lots that became available since the posting before."""
        for code, account in self.state.accounts.items():
            woken = [
                lot
                for lot in account.ordered()
                if last_ms < lot.available_ms <= self.at_ms and lot.available_ms > lot.earned_ms
            ]
            if woken:
                move = {"t": "activate", "u": code, "n": 0}
                self.moves.append(move | {"p": sum(lot.amount for lot in woken)})

    def _set_mark(self, step: SetMark) -> None:
        self._change("m", step.key, step.value, step.due_ms)

    def _earn(self, step: Earn) -> None:
        amount = _checked(step.amount)
        available = max(step.available_ms or self.at_ms, self.at_ms)
        lot = self._lot_for(step.account, amount, step.expires_ms, available)
        self._put(step.account, lot)
        self._move(step.kind, step.account, amount, step.contra, step.why, [lot])
        self._repay(step.account)
        self._merge_excess(step.account)

    def _lot_for(self, code: str, amount: int, expires_ms: int | None, available_ms: int) -> Lot:
        for kept in self.state.account(code).lots.values():
            same_expiry = kept.expires_ms == expires_ms
            both_live = kept.available_ms <= self.at_ms and available_ms <= self.at_ms
            if same_expiry and (both_live or kept.available_ms == available_ms):
                return kept.with_amount(amount)
        self._opened += 1
        return Lot(f"{self.seq}.{self._opened}", amount, expires_ms, available_ms, self.at_ms)

    def _burn(self, step: Burn) -> None:
        slices = self._pick(step.account, _checked(step.amount))
        self._take(step.account, [(lot, lot.amount) for lot in slices])
        self._move(step.kind, step.account, -step.amount, step.contra, step.why, slices)

    def _place_hold(self, step: PlaceHold) -> None:
        if step.hold_id in self.state.holds:
            raise HoldPlaced(hold_id=step.hold_id)
        slices = self._pick(step.account, _checked(step.amount))
        self._take(step.account, [(lot, lot.amount) for lot in slices])
        rows = [lot.dump() for lot in slices]
        self._change("h", step.hold_id, step.account, step.until_ms, step.ref, rows)
        move = {"t": "hold", "u": step.account, "n": 0, "p": step.amount, "hold": step.hold_id}
        self.moves.append(move | _why(step.why))

    def _confirm_hold(self, step: ConfirmHold) -> None:
        hold = self._hold(step.hold_id)
        amount = hold.amount if step.amount is None else step.amount
        if amount > hold.amount:
            raise InsufficientPoints(account=hold.account, balance=hold.amount, needed=amount)
        spent, rest = split(hold.slices, _checked(amount))
        self._change("x", hold.id)
        for lot in rest:
            self._put(hold.account, lot)
        self._move("burn", hold.account, -amount, "redeem", step.why, spent, hold=hold.id)
        if rest:
            left = sum(lot.amount for lot in rest)
            move = {"t": "release", "u": hold.account, "n": 0, "p": left, "hold": hold.id}
            self.moves.append(move)
        self._repay(hold.account)

    def _release_hold(self, step: ReleaseHold) -> None:
        hold = self._hold(step.hold_id)
        self._let_go(hold, "release", step.why)
        self._repay(hold.account)

    def _let_go(self, hold: Hold, kind: str, why: Any) -> None:
        self._change("x", hold.id)
        for lot in hold.slices:
            self._put(hold.account, lot)
        move = {"t": kind, "u": hold.account, "n": 0, "p": hold.amount, "hold": hold.id}
        self.moves.append(move | _why(why))

    def _restore(self, step: Restore | Receive) -> None:
        amount = _checked(sum(lot.amount for lot in step.slices))
        back = [
            self._own_lot(step.account, lot, step.not_before_ms)
            if isinstance(step, Restore)
            else self._lot_for(step.account, lot.amount, lot.expires_ms, lot.available_ms)
            for lot in step.slices
        ]
        for lot in back:
            self._put(step.account, lot)
        self._move(step.kind, step.account, amount, step.contra, step.why, back)
        self._repay(step.account)
        self._merge_excess(step.account)

    def _own_lot(self, code: str, lot: Lot, earliest_ms: int | None) -> Lot:
        expires = lot.expires_ms
        if expires is not None and earliest_ms is not None:
            expires = max(expires, earliest_ms)
        kept = self.state.account(code).lots.get(lot.id)
        if kept is not None and kept.expires_ms == expires:
            return kept.with_amount(lot.amount)
        if kept is None and expires == lot.expires_ms:
            return lot
        self._opened += 1
        new_id = f"{self.seq}.{self._opened}"
        return Lot(new_id, lot.amount, expires, lot.available_ms, lot.earned_ms)

    def _claw(self, step: Claw) -> None:
        wanted = _checked(step.amount)
        account = self.state.account(step.account)
        own = [account.lots[key] for key in dict.fromkeys(step.lots) if key in account.lots]
        others = [lot for lot in account.live(self.at_ms) if lot.id not in step.lots]
        taken, short = draw(own + others, wanted)
        if short and step.policy == "block":
            left = wanted - short
            raise ReturnBlocked(account=step.account, needed=wanted, balance=left)
        self._take(step.account, [(lot, lot.amount) for lot in taken])
        if short and step.policy == "debt":
            self._change("d", step.account, short)
            short = 0
        move = {"t": step.kind, "u": step.account, "n": -(wanted - short)}
        contra = [[step.contra, wanted]] + ([["write_off", -short]] if short else [])
        shown = move | {"c": contra, "l": [lot.dump() for lot in taken]}
        self.moves.append(shown | _why(step.why))

    def _mature(self, step: Mature) -> None:
        kept = self.state.account(step.account).ordered()
        waiting = [lot for lot in kept if lot.id in step.lots and lot.available_ms > self.at_ms]
        ripe, short = draw(waiting, _checked(step.amount))
        if short:
            left = step.amount - short
            raise InsufficientPoints(account=step.account, balance=left, needed=step.amount)
        self._take(step.account, [(lot, lot.amount) for lot in ripe])
        lot = self._lot_for(step.account, step.amount, step.expires_ms, self.at_ms)
        self._put(step.account, lot)
        move = {"t": "mature", "u": step.account, "n": 0, "p": step.amount, "l": [lot.dump()]}
        self.moves.append(move | _why(step.why))
        self._repay(step.account)
        self._merge_excess(step.account)

    def _prolong(self, step: Prolong) -> None:
        for lot in self.state.account(step.account).live(self.at_ms):
            if lot.expires_ms is not None and lot.expires_ms < step.expires_ms:
                self._change("e", step.account, lot.id, step.expires_ms)

    def _expire(self, code: str, dead: Sequence[Lot], why: Any) -> None:
        if dead:
            self._take(code, [(lot, lot.amount) for lot in dead])
            gone = sum(lot.amount for lot in dead)
            self._move("expire", code, -gone, "breakage", why, dead)

    def _lapse(self, step: Lapse) -> None:
        live = self.state.account(step.account).live(self.at_ms)
        dead = [lot for lot in live if lot.expires_ms == step.expires_ms]
        self._expire(step.account, dead, step.why)

    def _merge_excess(self, code: str) -> None:
        """Keep the lots few: join the two nearest expiries, always to the later one."""
        account = self.state.account(code)
        while len(live := account.live(self.at_ms)) > LOT_CAP:
            gaps = [
                ((b.expires_ms or 1 << 59) - (a.expires_ms or 1 << 59), place)
                for place, (a, b) in enumerate(zip(live, live[1:], strict=False))
            ]
            place = min(gaps)[1]
            early, late = live[place], live[place + 1]
            self._take(code, [(early, early.amount)])
            self._put(code, late.with_amount(early.amount))
            self.moves.append({"t": "merge", "u": code, "n": 0, "p": early.amount})

    def _pick(self, code: str, amount: int) -> list[Lot]:
        live = self.state.account(code).live(self.at_ms)
        slices, short = draw(live, amount)
        if short:
            raise InsufficientPoints(account=code, balance=amount - short, needed=amount)
        return slices

    def _repay(self, code: str) -> None:
        account = self.state.account(code)
        if account.debt <= 0:
            return
        slices, short = draw(account.live(self.at_ms), account.debt)
        paid = account.debt - short
        if paid:
            self._take(code, [(lot, lot.amount) for lot in slices])
            self._change("d", code, -paid)
            self.moves.append({"t": "repay", "u": code, "n": 0, "p": paid})

    def _hold(self, hold_id: str) -> Hold:
        hold = self.state.holds.get(hold_id)
        if hold is None:
            raise HoldNotFound(hold_id=hold_id)
        return hold

    def _put(self, code: str, lot: Lot) -> None:
        self._change("+", code, *lot.dump())

    def _take(self, code: str, slices: Iterable[tuple[Lot, int]]) -> None:
        for lot, amount in slices:
            self._change("-", code, lot.id, amount)

    def _change(self, *change: Any) -> None:
        row = list(change)
        self.changes.append(row)
        follow(self.state, row)

    def _move(
        self,
        kind: str,
        code: str,
        amount: int,
        contra: str,
        why: Any,
        lots: Iterable[Lot],
        **more: Any,
    ) -> None:
        move = {"t": kind, "u": code, "n": amount, "c": [[contra, -amount]]}
        rows = [lot.dump() for lot in lots]
        self.moves.append(move | {"l": rows} | more | _why(why))


_DOING: dict[type[Step], Callable[[_Scribe, Any], None]] = {
    SetMark: _Scribe._set_mark,
    Earn: _Scribe._earn,
    Burn: _Scribe._burn,
    PlaceHold: _Scribe._place_hold,
    ConfirmHold: _Scribe._confirm_hold,
    ReleaseHold: _Scribe._release_hold,
    Restore: _Scribe._restore,
    Receive: _Scribe._restore,
    Claw: _Scribe._claw,
    Mature: _Scribe._mature,
    Prolong: _Scribe._prolong,
    Lapse: _Scribe._lapse,
}


def _why(why: Any) -> Move:
    return {"w": dict(why)} if why else {}


def _checked(amount: int) -> int:
    if not isinstance(amount, int) or not 0 < amount <= MOST:
        raise AmountInvalid(most=MOST)
    return amount
