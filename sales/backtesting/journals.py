"""The journals of the connected database as histories: what tills, operators and time did.

Sales and returns are told again as they were asked for, so that other terms can decide on them.
Whatever else stands in a journal (adjustments, transfers, marks) is done again as it was; what the
daily work and holds wrote is left out, for it follows by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from foundation import Config, clock, database
from program import Line, PresentedCode
from sales import receipts
from sales.backtesting.events import Deed, Event, GivenBack, History, Purchase
from sales.values import ReturnedLine, Sale
from wallet import (
    Burn,
    Earn,
    Rehearsal,
    SetMark,
    Step,
    journal,
    wallet_sizes,
)

_FOLLOWS = frozenset({"day", "hold", "release"})
_CREDITED = frozenset({"issue", "adjust", "in_transit"})
_DEBITED = frozenset({"issue", "adjust", "redeem", "in_transit"})


@dataclass(frozen=True)
class Journals:
    """All wallets of a database, from one moment to another; of one program, if it is named.

    A wallet begins with what it held at `since`. `way` says how another process connects.
    """

    sizes: Mapping[str, int]
    until: datetime
    since: datetime | None = None
    program: str | None = None
    way: tuple[Config, str] | None = field(default=None, repr=False)
    unit: str = "entries"

    @classmethod
    def here(
        cls,
        *,
        program: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Journals:
        """Take the wallets of the database that this process is connected to."""
        return cls(wallet_sizes(), until or clock.now(), since, program, database.connection())

    def count(self) -> int:
        """Count the entries."""
        return sum(self.sizes.values())

    def ends_at(self) -> datetime:
        """Give the moment up to which entries are read."""
        return self.until

    def open(self) -> None:
        """Connect this process."""
        if self.way is not None:
            config, uri = self.way
            database.connect(config, uri=uri, patient=True)

    def histories(self, place: int, of: int) -> Iterator[History]:
        """Give the wallets of one share, each read by its owner and number of entry."""
        for owner_id in sorted(self.sizes)[place::of]:
            yield self._history(owner_id)

    def _history(self, owner_id: str) -> History:
        before, reader = Rehearsal(owner_id), _Reader(self.program)
        for entry in journal(owner_id):
            if entry["ts"] > self.until:
                break
            if self.since is not None and entry["ts"] < self.since:
                before.follow(entry)
            else:
                reader.read(entry)
        opening = before.view(self.since or self.until) if before.seq else None
        return History(owner_id, reader.events, opening, max(self.sizes[owner_id], 1))


class _Reader:
    """Turns entries into events, remembering how far each receipt had come back."""

    def __init__(self, program: str | None) -> None:
        self.program = program
        self.events: list[Event] = []
        self._back: dict[str, dict[int, tuple[Decimal, int]]] = {}

    def read(self, entry: Mapping[str, Any]) -> None:
        """Turn one entry into an event, if it is one."""
        operation = entry["op"]
        if receipts.is_receipt_entry(entry):
            record = receipts.record_of(entry)
            if self.program in (None, record["program"]):
                what = self._purchase if operation == "sale" else self._given_back
                self.events.append(what(entry, record))
        elif operation not in _FOLLOWS and (steps := deed_of(entry)):
            self.events.append(Deed(entry["ts"], tuple(steps)))

    def _purchase(self, entry: Mapping[str, Any], record: receipts.Record) -> Purchase:
        self._back[record["_id"]] = {}
        points = record["burn"]["points"]
        wish = partial(_as_recorded, points) if points else None
        codes = tuple(PresentedCode(*row) for row in record.get("standing", {}).get("k", ()))
        return Purchase(entry["ts"], record["_id"], sale_of(record), wish, codes)

    def _given_back(self, entry: Mapping[str, Any], record: receipts.Record) -> GivenBack:
        made = record["returns"][-1]
        before = self._back.setdefault(record["_id"], {})
        lines = tuple(
            line
            for row in record["lines"]
            if (line := _come_back(row, before.get(row["no"], (Decimal(0), 0)))) is not None
        )
        self._back[record["_id"]] = {row["no"]: _so_far(row) for row in record["lines"]}
        everything = () if entry["op"] != "return" else lines
        return GivenBack(entry["ts"], record["_id"], everything, entry["op"], made["no"])


def _as_recorded(points: int, balance: int) -> int:
    return min(points, balance)


def sale_of(record: Mapping[str, Any]) -> Sale:
    """Give the sale that a record was drawn from, at the prices that the till sent."""
    sold = receipts.sold_lines(record)
    lines = tuple(_as_sent(line.line, row) for line, row in zip(sold, record["lines"], strict=True))
    return Sale(
        member_id=record["member_id"],
        program=record["program"],
        currency=record["currency"],
        lines=lines,
        occurred_at=record["occurred_at"],
        receipt_no=record["receipt_no"],
        terminal_id=record["terminal_id"],
        store_id=record["store_id"],
        channel=record["channel"],
        codes=tuple(record.get("codes", ())),
        partner=record.get("partner"),
        app_version=record.get("app"),
        attributes=record.get("attributes", {}),
    )


def _as_sent(line: Line, row: Mapping[str, Any]) -> Line:
    off = row.get("disc", 0)
    return replace(line, amount_minor=line.amount_minor + off) if off else line


def _so_far(row: Mapping[str, Any]) -> tuple[Decimal, int]:
    return Decimal(row.get("rq", "0")), row.get("ra", 0)


def _come_back(row: Mapping[str, Any], before: tuple[Decimal, int]) -> ReturnedLine | None:
    """Tell what came back of a line since: by quantity where pieces did, else by amount."""
    quantity, amount = _so_far(row)
    pieces, money = quantity - before[0], amount - before[1]
    if pieces:
        return ReturnedLine(row["no"], pieces)
    return ReturnedLine(row["no"], None, money) if money else None


def deed_of(entry: Mapping[str, Any]) -> Sequence[Step]:
    """Give the steps that do again what an entry did: marks set, units put in and taken out."""
    steps: list[Step] = [SetMark(*row[1:4]) for row in entry["d"] if row[0] == "m"]
    for move in entry["m"]:
        contra = move["c"][0][0] if move.get("c") else ""
        if move["n"] > 0 and contra in _CREDITED:
            for _, amount, expires, available, _ in move["l"]:
                why = move.get("w", {})
                steps.append(Earn(move["u"], amount, expires, available, why, move["t"], contra))
        elif move["n"] < 0 and contra in _DEBITED:
            steps.append(Burn(move["u"], -move["n"], move.get("w", {}), move["t"], contra))
    return steps
