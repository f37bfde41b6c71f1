"""A wallet on paper: posts steps one after another at moments given by the test, no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import orjson

import wallet.rules
import wallet.steps
import wallet.values


@dataclass(frozen=True)
class Kit:
    """The pure modules of a ledger: ours, or a copy with a fault put in."""

    rules: ModuleType
    steps: ModuleType
    values: ModuleType


OURS = Kit(wallet.rules, wallet.steps, wallet.values)


@dataclass
class Book:
    """The journal of one wallet, and its state read back from what would be stored."""

    kit: Kit = OURS
    entries: list[Any] = field(default_factory=list)
    last_ms: int = 0
    state: Any = None

    def __post_init__(self) -> None:
        self.state = self.kit.values.WalletState()

    def post(self, at_ms: int, *steps: Any) -> Any:
        """Post steps as one entry; a refusal leaves the book as it was."""
        outcome = self.kit.rules.apply(
            self.state, steps, at_ms=at_ms, seq=len(self.entries) + 1, last_ms=self.last_ms
        )
        self.entries.append(outcome)
        self.state = self.kit.values.load(stored(self.kit.values.dump(outcome.state)))
        self.last_ms = at_ms
        return outcome

    def at(self, at_ms: int) -> Any:
        """Look at the state at a moment."""
        return self.kit.rules.settled(self.state, at_ms)

    def balance(self, at_ms: int, account: str = "points") -> tuple[int, int, int, int]:
        """Give available, pending, held and debt at a moment."""
        found = self.kit.values.balance_of(self.at(at_ms), account, at_ms)
        return (found.available, found.pending, found.held, found.debt)

    def lots(self, at_ms: int, account: str = "points") -> list[tuple[int, int | None]]:
        """List (amount, expiry) of the lots at a moment, in the order they are spent."""
        state = self.at(at_ms)
        kept = state.accounts.get(account)
        return [(lot.amount, lot.expires_ms) for lot in kept.ordered()] if kept else []


def stored(value: Any) -> Any:
    """Give a value as it comes back from where it was stored: plain lists, dicts, numbers."""
    return orjson.loads(orjson.dumps(value))


def kinds(outcome: Any) -> list[str]:
    """List the types of an outcome's moves, in order."""
    return [move["t"] for move in outcome.moves]


def move_of(outcome: Any, kind: str) -> Any:
    """Give the only move of a type."""
    (found,) = [move for move in outcome.moves if move["t"] == kind]
    return found


def slices_of(outcome: Any, kind: str = "burn") -> tuple[Any, ...]:
    """Give the lots that a move came from or went to."""
    return tuple(wallet.values.Lot(*row) for row in move_of(outcome, kind)["l"])
