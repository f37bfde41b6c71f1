"""The journals of the connected database as histories: what tills, operators and time did.

Sales, returns and activities are told again as they were asked for, so that other terms can decide
on them; what they gave to others follows. Whatever else stands in a journal (adjustments,
transfers, marks) is done again as it was; what the daily work and holds wrote follows by itself.
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
from sales import activities, receipts
from sales.activities import Occurrence
from sales.backtesting.circles import circles_of
from sales.backtesting.events import (
    Activity,
    Decided,
    Deed,
    Event,
    GivenBack,
    History,
    Purchase,
)
from sales.backtesting.uses import Places, number_uses, tickets_of
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
        uses = _Uses(self.program)
        for first, *others in circles_of(self.sizes)[place::of]:
            linked = [self._history(owner_id, uses) for owner_id in others]
            yield together(replace(self._history(first, uses), linked=linked))

    def _history(self, owner_id: str, uses: _Uses) -> History:
        before, reader = Rehearsal(owner_id), _Reader(self.program, uses)
        for entry in journal(owner_id):
            if entry["ts"] > self.until:
                break
            if self.since is not None and entry["ts"] < self.since:
                before.follow(entry)
            else:
                reader.read(entry)
        opening = before.view(self.since or self.until) if before.seq else None
        return History(owner_id, reader.events, opening, max(self.sizes[owner_id], 1))


class _Uses:
    """Which use of a code each receipt was; counted when the first one asks."""

    def __init__(self, program: str | None) -> None:
        self._program = program
        self._places: Places | None = None

    def of(self, receipt: str) -> Mapping[str, tuple[int, int]]:
        """Give the numbers of the uses of a receipt."""
        if self._places is None:
            self._places = number_uses(self._program)
        return self._places.get(receipt, {})


def together(history: History) -> History:
    """Leave out what follows by itself when all of a circle are lived through together."""
    if not history.linked:
        return history
    everyone = (history, *history.linked)
    played = {source_of(event) for one in everyone for event in one.events} - {None}

    def without(one: History) -> History:
        kept = [e for e in one.events if not isinstance(e, Deed) or e.source not in played]
        return replace(one, events=kept)

    return replace(without(history), linked=[without(one) for one in history.linked])


def source_of(event: Event) -> str | None:
    """Name the receipt or activity that an event begins."""
    if isinstance(event, Purchase):
        return event.receipt
    return event.activity if isinstance(event, Activity) else None


class _Reader:
    """Turns entries into events, remembering how far each receipt had come back."""

    def __init__(self, program: str | None, uses: _Uses) -> None:
        self.program, self.uses = program, uses
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
        elif activities.is_activity_entry(entry):
            self._activity(entry)
        elif operation not in _FOLLOWS and (steps := deed_of(entry)):
            self.events.append(Deed(entry["ts"], tuple(steps), credited_by(entry["k"])))

    def _activity(self, entry: Mapping[str, Any]) -> None:
        record = activities.record_of(entry)
        if self.program not in (None, record["program"]):
            return
        if record["n"] == 0:
            tickets = tickets_of(record)
            told = Activity(entry["ts"], record["_id"], occurrence_of(record), tickets)
            self.events.append(told)
        else:
            what = record["changes"][-1]["by"]
            self.events.append(Decided(entry["ts"], record["_id"], what))

    def _purchase(self, entry: Mapping[str, Any], record: receipts.Record) -> Purchase:
        self._back[record["_id"]] = {}
        points = record["burn"]["points"]
        wish = partial(_as_recorded, points) if points else None
        codes = tuple(PresentedCode(*row) for row in record.get("standing", {}).get("k", ()))
        places = self.uses.of(record["_id"]) if codes else {}
        # Whether a code by phone was asked for is over: whoever spent then may spend now.
        sale = replace(sale_of(record), is_otp_verified=True)
        return Purchase(entry["ts"], record["_id"], sale, wish, codes, places, tickets_of(record))

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


def occurrence_of(record: Mapping[str, Any]) -> Occurrence:
    """Give an activity as its record was told of."""
    return Occurrence(
        member_id=record["member_id"],
        program=record["program"],
        type=record["type"],
        id=record["source_id"],
        source=record["source"],
        occurred_at=record["occurred_at"],
        data=record["data"],
        receipt=record["receipt"],
        line_no=record["line"],
        partner=record["partner"],
        channel=record["channel"],
        store_id=record["store_id"],
    )


def credited_by(keys: Sequence[str]) -> str | None:
    """Read from an entry's keys which receipt or activity of another credited it."""
    found = next((key for key in keys if key.startswith("credit:")), None)
    return found.removeprefix("credit:").partition("#")[0] if found else None


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
