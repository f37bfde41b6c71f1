"""Live a member's history through again under some terms, by the decisions of the live path."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from foundation import Refusal
from program import Terms, daily, standings
from sales import credits, receipts
from sales.backtesting.acting import Acts, Credits
from sales.backtesting.events import (
    Activity,
    Decided,
    Event,
    GivenBack,
    History,
    Purchase,
)
from sales.backtesting.tally import Months, Tally
from sales.backtesting.uses import chances_under, codes_under
from sales.closing import close
from sales.quoting import Quote, quote_for
from sales.returns import steps_of_return
from sales.values import Return, ReturnedLine
from wallet import Burn, Rehearsal, Step, WalletView

_DAWN = time(0, 5)
_ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class Stage:
    """The terms that a history is played under, and what is added up."""

    terms: Terms
    tally: Tally
    months: Months
    until: datetime

    @classmethod
    def of(cls, terms: Terms, until: datetime) -> Stage:
        """Set a stage with nothing counted yet."""
        return cls(terms, Tally(), Months(terms.zone), until)


def play(history: History, stage: Stage) -> dict[str, str | None]:
    """Play a circle's histories to the end and give the tier that each member then holds."""
    circle: Circle = {}
    for one in (history, *history.linked):
        circle[one.member_id] = Player(one, stage, circle)
    members = list(circle.values())
    for player, event in _in_order(members):
        try:
            player.live_through(event)
        except Refusal as refusal:
            stage.tally.refused[refusal.code] += 1
    for guest in list(circle.values())[len(members) :]:
        guest.finish(is_guest=True)
    return {player.member_id: player.finish() for player in members}


def _in_order(members: Sequence[Player]) -> Iterator[tuple[Player, Event]]:
    """Give the events of all in the order of time; what happened at once, in the members' order."""
    by_time = [
        [(event.at, place, n, event) for n, event in enumerate(player.history.events)]
        for place, player in enumerate(members)
    ]
    for _, place, _, event in heapq.merge(*by_time) if len(members) > 1 else by_time[0]:
        yield members[place], event


class Player:
    """One member under one set of terms, among those who may give to each other."""

    def __init__(self, history: History, stage: Stage, circle: Circle) -> None:
        self.history, self.stage, self.circle = history, stage, circle
        self.member_id = history.member_id
        self.wallet = Rehearsal(history.member_id, opening=history.opening)
        self.records: dict[str, dict[str, Any]] = {}
        self.asked_for = {name for event in history.events if (name := _asks_for(event))}
        self.acts = Acts(self)
        self.credits = Credits(self)

    def live_through(self, event: Event) -> None:
        """Do what happened, after the daily work of the days before it."""
        self.keep_up(event.at)
        if isinstance(event, Purchase):
            self.buy(event)
        elif isinstance(event, GivenBack):
            self.give_back(event)
        elif isinstance(event, Activity):
            self.acts.tell(event)
        elif isinstance(event, Decided):
            self.acts.decide(event)
        else:
            view = self.wallet.view(event.at)
            self.post(_as_far_as_there(event.steps, view), view)

    def other(self, owner_id: str) -> Player:
        """Give another member of the circle; one who is not known begins with nothing."""
        if owner_id not in self.circle:
            self.circle[owner_id] = Player(History(owner_id, ()), self.stage, self.circle)
        return self.circle[owner_id]

    def buy(self, event: Purchase) -> None:
        """Close a receipt as the till would now."""
        view, terms, tally = self.wallet.view(event.at), self.stage.terms, self.stage.tally
        codes = tuple(codes_under(terms, event)) if event.codes else ()
        offer = quote_for(event.sale, terms, view, codes)
        points = _points_to_burn(event, offer)
        if points:
            sale = replace(event.sale, burn_points=points)
            offer = quote_for(sale, terms, view, codes)
        chances = chances_under(terms, "receipt", event.sale.occurred_at, event.tickets)
        closing = close(offer, view, event.receipt, chances)
        moves = self.post(closing.steps, view)
        rows = closing.credits
        tally.note_sale(self.stage.months.of(event.at), closing.evaluation, rows)
        tally.note_tickets(closing.tickets.chances)
        tally.note_codes(event.codes, offer.standing.standing.codes)
        if rows or event.receipt in self.asked_for:
            record = closing.record()
            record["occurred_at"] = offer.sale.occurred_at
            self.records[event.receipt] = receipts.with_lots(record, moves)
        if rows:
            self.credits.give(credits.source_of(self.records[event.receipt]), rows, event.at)

    def give_back(self, event: GivenBack) -> None:
        """Take lines back; those of a receipt closed before the history begins stay away."""
        record = self.records.get(event.receipt)
        if record is None:
            self.stage.tally.refused["RECEIPT_BEFORE_BEGINNING"] += 1
            return
        view = self.wallet.view(event.at)
        request = Return(event.return_no, event.at, _still_there(event.lines, record))
        steps, after = steps_of_return(record, self.stage.terms, request, view, event.operation)
        self.post(steps, view)
        after["occurred_at"] = record["occurred_at"]
        self.records[event.receipt] = after
        if rows := after["returns"][-1].get("credits"):
            source = credits.source_of(after)
            self.credits.take_back(source, rows, event.at, by=event.operation)
        refund = after["returns"][-1]["refund_minor"]
        self.stage.tally.note_return(self.stage.months.of(event.at), refund)

    def keep_up(self, until: datetime) -> None:
        """Do the daily work of every day until a moment on which something fell due."""
        after: datetime | None = None
        while (due := self.wallet.next_due_at()) is not None and due <= until:
            dawn = self._dawn_from(max(due, after) if after else due)
            if dawn > until:
                return
            view = self.wallet.view(dawn)
            steps = daily.due_steps(self.stage.terms, view)
            after = dawn + timedelta(seconds=1)
            if steps is not None:
                self.post(steps, view)

    def finish(self, *, is_guest: bool = False) -> str | None:
        """Reckon up at the end; of a guest it is not known what else is held, nor which tier."""
        stage = self.stage
        self.keep_up(stage.until)
        view = self.wallet.view(stage.until)
        tier = standings.reviewed_tier(stage.terms, view)
        code = tier.code if tier else "none"
        stage.tally.note_end(view, None if is_guest else code)
        return tier.code if tier else None

    def _dawn_from(self, moment: datetime) -> datetime:
        zone = self.stage.terms.zone
        day = moment.astimezone(zone).date()
        dawn = datetime.combine(day, _DAWN, zone).astimezone(UTC)
        if dawn < moment:
            dawn = datetime.combine(day + _ONE_DAY, _DAWN, zone).astimezone(UTC)
        return dawn

    def post(self, steps: Sequence[Step], view: WalletView) -> Sequence[dict[str, Any]]:
        """Carry steps out on the wallet and count what they move."""
        done = self.wallet.carry_out(steps, view)
        self.stage.tally.note_moves(self.stage.months.of(view.at), done.moves)
        return done.moves


Circle = dict[str, Player]


def _asks_for(event: Event) -> str | None:
    """Name the receipt that an event will look back on."""
    if isinstance(event, GivenBack):
        return event.receipt
    return event.occurrence.receipt if isinstance(event, Activity) else None


def _points_to_burn(event: Purchase, offer: Quote) -> int:
    """Give the points that were spent, cut down to what these terms allow."""
    if event.wish is None:
        return 0
    burn = offer.evaluation.burn
    points = min(event.wish(offer.balances.get(burn.account, 0)), burn.max_points)
    points -= points % max(burn.step, 1)
    return points if points >= max(burn.min_points, 1) else 0


def _still_there(lines: Sequence[ReturnedLine], record: dict[str, Any]) -> tuple[ReturnedLine, ...]:
    """Cut amounts that came back down to what the lines cost under these terms."""
    left = {row["no"]: row["amt"] - row.get("ra", 0) for row in record["lines"]}
    return tuple(
        line
        if line.amount_minor is None
        else replace(line, amount_minor=min(line.amount_minor, left[line.no]))
        for line in lines
    )


def _as_far_as_there(steps: Sequence[Step], view: WalletView) -> list[Step]:
    """Cut debits down to the units that are there."""
    left: dict[str, int] = {}
    done: list[Step] = []
    for step in steps:
        if isinstance(step, Burn):
            there = left.setdefault(step.account, view.balance(step.account).available)
            amount = min(step.amount, there)
            left[step.account] -= amount
            if amount:
                done.append(replace(step, amount=amount))
        else:
            done.append(step)
    return done
