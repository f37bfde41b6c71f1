"""What a backtest adds up, month by month: counters that sum to the same in any order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from program import Evaluation
from wallet import WalletView

Names = tuple[str, ...]
_KINDS = {
    "earn": "earned",
    "burn": "burned",
    "expire": "expired",
    "earn_reverse": "clawed",
    "burn_reverse": "restored",
}


@dataclass(slots=True)
class Tally:
    """Counters by (month, …): units moved, points and discounts by rule, money and counts."""

    moved: Counter[Names] = field(default_factory=Counter)
    by_rule: Counter[Names] = field(default_factory=Counter)
    discounts: Counter[Names] = field(default_factory=Counter)
    sums: Counter[Names] = field(default_factory=Counter)
    outstanding: Counter[str] = field(default_factory=Counter)
    tiers: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Add another share of the same backtest."""
        for name in self.__slots__:
            mine: Counter[Any] = getattr(self, name)
            mine.update(getattr(other, name))

    def note_moves(self, month: str, moves: Any) -> None:
        """Count what a posting moved."""
        moved = self.moved
        for move in moves:
            amount = move["n"]
            if amount:
                moved[month, move["u"], _KINDS.get(move["t"], "other")] += amount

    def note_sale(self, month: str, found: Evaluation) -> None:
        """Count a closed receipt."""
        sums, by_rule = self.sums, self.by_rule
        sums[month, "receipts"] += 1
        sums[month, "turnover_minor"] += found.total_minor
        sums[month, "payable_minor"] += found.payable_minor
        sums[month, "burned_minor"] += found.burn_value_minor
        for earned in found.earned:
            for hit in earned.hits:
                by_rule[month, hit.account, hit.rule_id] += hit.points
        for discount in found.discounts:
            self.discounts[month, discount.rule_id] += discount.amount_minor

    def note_return(self, month: str, refund_minor: int) -> None:
        """Count a return."""
        self.sums[month, "returns"] += 1
        self.sums[month, "refunded_minor"] += refund_minor

    def note_end(self, view: WalletView, tier: str | None) -> None:
        """Count what a member holds at the end."""
        self.tiers[tier or "none"] += 1
        for code in view.state.accounts:
            self.outstanding[code] += view.balance(code).total

    def dump(self) -> Mapping[str, list[Any]]:
        """Give plain values to send to another process."""
        return {name: list(getattr(self, name).items()) for name in self.__slots__}

    @classmethod
    def load(cls, dumped: Mapping[str, list[Any]]) -> Tally:
        """Read what `dump` gave."""
        return cls(**{name: Counter(dict(rows)) for name, rows in dumped.items()})


class Months:
    """Names the month that a moment has in a zone; most moments follow each other closely."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._known: dict[int, str] = {}

    def of(self, moment: datetime) -> str:
        """Give the month as 2026-03."""
        hour = int(moment.timestamp()) // 3600
        found = self._known.get(hour)
        if found is None:
            found = self._known[hour] = f"{moment.astimezone(self._zone):%Y-%m}"
        return found
