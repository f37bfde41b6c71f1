"""What a backtest adds up, month by month: counters that sum to the same in any order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from program import Evaluation, PresentedCode, effects
from sales.crediting import Row
from sales.draws import OPEN, Chance
from wallet import WalletView

Names = tuple[str, ...]
_KINDS = {
    "earn": "earned",
    "burn": "burned",
    "expire": "expired",
    "expire_reverse": "expired",
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
    credited: Counter[Names] = field(default_factory=Counter)
    tickets: Counter[Names] = field(default_factory=Counter)

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

    def note_sale(self, month: str, found: Evaluation, credited: Sequence[Row] = ()) -> None:
        """Count a closed receipt; of what others might get, only what somebody does."""
        sums, by_rule = self.sums, self.by_rule
        sums[month, "receipts"] += 1
        sums[month, "turnover_minor"] += found.total_minor
        sums[month, "payable_minor"] += found.payable_minor
        sums[month, "burned_minor"] += found.burn_value_minor
        for earned in found.earned:
            for hit in earned.hits if earned.to == "member" else ():
                by_rule[month, hit.account, hit.rule_id] += hit.points
        for _, _, account, _, _, _, rules in credited:
            for rule, units in rules:
                by_rule[month, account, rule] += units
        for discount in found.discounts:
            self.discounts[month, discount.rule_id] += discount.amount_minor

    def note_activity(self, month: str, record: Mapping[str, Any]) -> None:
        """Count an activity that counts, by the rules that gave for it, else by its type."""
        self.sums[month, "activities"] += 1
        for row in record["effects"]:
            if row["k"] in effects.UNITS:
                for rule, units in row["s"].get("rules", ((record["type"], row["n"]),)):
                    self.by_rule[month, row["u"], rule] += units
        for _, _, account, _, _, _, rules in record.get("credits", ()):
            for rule, units in rules:
                self.by_rule[month, account, rule] += units

    def note_tickets(self, chances: Iterable[Chance]) -> None:
        """Count the tickets in draws that are not played again."""
        for chance in chances:
            if chance.state == OPEN:
                self.tickets[chance.draw, chance.period] += 1

    def note_codes(
        self, presented: Sequence[PresentedCode], judged: Sequence[PresentedCode]
    ) -> None:
        """Count the codes that these terms do not take."""
        taken = sum(code.rejection is None for code in judged)
        if len(presented) > taken:
            self.refused["CODE_REFUSED"] += len(presented) - taken

    def note_return(self, month: str, refund_minor: int) -> None:
        """Count a return."""
        self.sums[month, "returns"] += 1
        self.sums[month, "refunded_minor"] += refund_minor

    def note_end(self, view: WalletView, tier: str | None) -> None:
        """Count what a member holds at the end, and the tier unless it is None."""
        if tier is not None:
            self.tiers[tier] += 1
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
