"""A wallet that exists in memory only: what would happen, by the very rules of the ledger.

Decisions are the same functions that `post` takes, steps are carried out by the same `apply`, and
what a decision looks at is a real `WalletView`. Nothing is read or written anywhere.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from wallet.changes import replay
from wallet.entries import Record, to_moment, to_ms
from wallet.heads import WalletView, state_before
from wallet.ledger import Decision
from wallet.rules import Move, apply, settled
from wallet.steps import Step
from wallet.values import WalletState, next_due_ms


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a posting came to: its moves, as an entry would tell them, and the wallet after it."""

    moves: Sequence[Move]
    view: WalletView


class Rehearsal:
    """One wallet's journal in memory, from an opening state on."""

    def __init__(self, owner_id: str, *, opening: WalletView | None = None) -> None:
        self.owner_id = owner_id
        self.state = opening.past if opening else WalletState()
        self.seq = opening.seq if opening else 0
        self.last_ms = opening.last_ms if opening else 0
        self._earlier = (opening.past_states or state_before) if opening else _nothing_before
        self._moments = [self.last_ms]
        self._states = [self.state]

    def view(self, at: datetime) -> WalletView:
        """Look at the wallet at a moment, or at its last entry if that is later."""
        ms = max(to_ms(at), self.last_ms)
        moment = at if ms == to_ms(at) else to_moment(ms)
        seen = settled(self.state, ms)
        return WalletView(
            self.owner_id,
            self.seq,
            moment,
            seen,
            self.state,
            self.last_ms,
            past_states=self._state_before,
        )

    def post(self, decide: Callable[[WalletView], Decision], *, at: datetime) -> Rehearsed:
        """Decide on the wallet as it is at a moment and carry the decision out.

        Raises the refusal of `decide` or of a step; nothing is changed then.
        """
        view = self.view(at)
        return self.carry_out(decide(view).steps, view)

    def carry_out(self, steps: Sequence[Step], view: WalletView) -> Rehearsed:
        """Carry out steps that were decided on a view of this wallet as it is."""
        ms, seq = view.at_ms, self.seq + 1
        outcome = apply(self.state, steps, at_ms=ms, seq=seq, last_ms=self.last_ms)
        self._keep(outcome.state, seq, ms)
        after = WalletView(
            self.owner_id,
            seq,
            view.at,
            outcome.state,
            outcome.state,
            ms,
            past_states=self._state_before,
        )
        return Rehearsed(outcome.moves, after)

    def follow(self, entry: Record) -> None:
        """Go on by an entry as it was recorded."""
        state = replay(self.state, entry["d"])
        self._keep(state, entry["s"], to_ms(entry["ts"]))

    def next_due_at(self) -> datetime | None:
        """Tell when something falls due by itself: an expiry, waiting units, a hold, a mark."""
        due = next_due_ms(self.state, self.last_ms)
        return None if due is None else to_moment(due)

    def _keep(self, state: WalletState, seq: int, ms: int) -> None:
        self.state, self.seq, self.last_ms = state, seq, ms
        self._moments.append(ms)
        self._states.append(state)

    def _state_before(self, owner_id: str, ms: int) -> WalletState:
        """Give the state after the last entry before a moment."""
        place = bisect_left(self._moments, ms)
        return self._states[place - 1] if place else self._earlier(owner_id, ms)


def _nothing_before(owner_id: str, ms: int) -> WalletState:
    return WalletState()
