"""What members did besides buying, judged again; what others get of it, in wallets of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from program import Rejection, effects
from sales import credits
from sales.activities import (
    ActivityRejected,
    Occurrence,
    Told,
    decided,
    fields_of,
    judge,
    source_of,
    type_of,
)
from sales.backtesting.events import Activity, Decided
from sales.backtesting.uses import chances_under
from sales.crediting import Row
from sales.errors import ReceiptNotFound
from wallet import Lot, WalletView

if TYPE_CHECKING:
    from sales.backtesting.playing import Player

Record = dict[str, Any]
_BY = {"kind": "system", "id": "kopilka"}
_COUNTS = frozenset({"approved", "accepted"})


class Acts:
    """The activities of one member, as they stand under the terms that are tried."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self.records: dict[str, Record] = {}
        self._taken: dict[tuple[str, str], str] = {}

    def tell(self, event: Activity) -> None:
        """Judge what was told of as if it were told of now."""
        player, what = self.player, event.occurrence
        terms, view = player.stage.terms, player.wallet.view(event.at)
        kind = type_of(terms, what.type)
        chances = chances_under(terms, "activity", what.occurred_at, event.tickets)
        told = Told(
            terms,
            kind,
            what,
            event.activity,
            fields_of(terms, kind, what),
            chances,
            self._receipt,
            lambda owner_id: player.other(owner_id).wallet.view(event.at),
        )
        judged = judge(told, view)
        self._take(what.type, judged.place, event.activity)
        moves = player.post(judged.steps, view)
        record = judged.draft | {"occurred_at": what.occurred_at, "told_at": view.at}
        effects.with_touched(event.activity, record["effects"], moves)
        self.records[event.activity] = record
        player.stage.tally.note_tickets(judged.tickets.chances)
        if record["state"] in _COUNTS:
            self._count(record, event.at)

    def decide(self, event: Decided) -> None:
        """Decide on an activity as was decided; one that these terms refused is left alone."""
        before = self.records.get(event.activity)
        if before is None:
            return
        player = self.player
        view = player.wallet.view(event.at)
        steps, after = decided(before, player.stage.terms, event.what, view, actor=_BY, reason=None)
        moves = player.post(steps, view)
        after |= {"occurred_at": before["occurred_at"], "told_at": before["told_at"]}
        effects.with_touched(event.activity, after["effects"], moves)
        self.records[event.activity] = after
        if event.what == "approve":
            self._count(after, event.at)
        elif event.what in ("decline", "reverse") and before["state"] != "pending":
            self._discount(after, event)

    def _count(self, record: Record, at: datetime) -> None:
        player = self.player
        player.stage.tally.note_activity(player.stage.months.of(at), record)
        if rows := record.get("credits"):
            player.credits.give(source_of(record), rows, at)

    def _discount(self, record: Record, event: Decided) -> None:
        if rows := record.get("credits"):
            by = event.what
            self.player.credits.take_back(source_of(record), rows, event.at, by=by)

    def _receipt(self, what: Occurrence) -> Record:
        found = self.player.records.get(what.receipt or "")
        if found is None:
            raise ReceiptNotFound
        return found

    def _take(self, kind: str, place: str | None, activity: str) -> None:
        """Take a place that may be taken once; what was declined has given it free."""
        if place is None:
            return
        before = self.records.get(self._taken.get((kind, place), ""))
        if before is not None and before["state"] != "declined":
            raise ActivityRejected(Rejection.of("ALREADY_CLAIMED"))
        self._taken[kind, place] = activity


class Credits:
    """What a member gives to others of the circle, and the lots that it opened there."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self._lots: dict[tuple[str, str], Mapping[str, tuple[Lot, ...]]] = {}

    def give(self, source: credits.Source, rows: Sequence[Row], at: datetime) -> None:
        """Credit others what a receipt or an activity gives them."""
        tried = replace(source, tried=self.player.stage.terms)
        for owner_id, own in _by_owner(rows):
            other, view = self._look_at(owner_id, at)
            moves = other.post(credits.steps_given(tried, own, view), view)
            lots: dict[str, tuple[Lot, ...]] = {}
            for move in moves:
                if move["t"] == "earn":
                    opened = tuple(Lot(*row) for row in move["l"])
                    lots[move["u"]] = (*lots.get(move["u"], ()), *opened)
            self._lots[source.id, owner_id] = lots
            self._note(own, at, 1 if lots else 0)

    def take_back(
        self, source: credits.Source, rows: Sequence[Row], at: datetime, *, by: str
    ) -> None:
        """Take back from others what a return or a decision takes."""
        tried = replace(source, tried=self.player.stage.terms)
        for owner_id, own in _by_owner(rows):
            lots = self._lots.get((source.id, owner_id), {})
            other, view = self._look_at(owner_id, at)
            other.post(credits.steps_back(tried, own, view, by=by, lots=lots), view)
            self._note(own, at, -1 if lots else 0)

    def _look_at(self, owner_id: str, at: datetime) -> tuple[Player, WalletView]:
        other = self.player.other(owner_id)
        other.keep_up(at)
        return other, other.wallet.view(at)

    def _note(self, rows: Sequence[Row], at: datetime, times: int) -> None:
        month = self.player.stage.months.of(at)
        for _, role, account, amount, *_ in rows:
            self.player.stage.tally.credited[month, account, role] += times * amount


def _by_owner(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    owners = sorted({row[0] for row in rows})
    return [(owner_id, [row for row in rows if row[0] == owner_id]) for owner_id in owners]
