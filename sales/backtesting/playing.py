"""Live a member's history through again under some terms, by the decisions of the live path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from foundation import Refusal
from program import Terms, daily, standings
from sales import receipts
from sales.backtesting.events import Deed, GivenBack, History, Purchase
from sales.backtesting.tally import Months, Tally
from sales.closing import Closing, close
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


def play(history: History, stage: Stage) -> str | None:
    """Play a member's history to the end and give the tier that the member then holds."""
    player = _Player(history, stage)
    for event in history.events:
        try:
            player.live_through(event)
        except Refusal as refusal:
            stage.tally.refused[refusal.code] += 1
    return player.finish()


class _Player:
    """One member under one set of terms."""

    def __init__(self, history: History, stage: Stage) -> None:
        self.stage = stage
        self.wallet = Rehearsal(history.member_id, opening=history.opening)
        self.records: dict[str, dict[str, Any]] = {}
        self.come_back = {event.receipt for event in history.events if isinstance(event, GivenBack)}

    def live_through(self, event: Purchase | GivenBack | Deed) -> None:
        """Do what happened, after the daily work of the days before it."""
        self.keep_up(event.at)
        if isinstance(event, Purchase):
            self.buy(event)
        elif isinstance(event, GivenBack):
            self.give_back(event)
        else:
            view = self.wallet.view(event.at)
            self._post(_as_far_as_there(event.steps, view), view)

    def buy(self, event: Purchase) -> None:
        """Close a receipt as the till would now."""
        view, terms = self.wallet.view(event.at), self.stage.terms
        offer = quote_for(event.sale, terms, view, event.codes)
        points = _points_to_burn(event, offer)
        if points:
            sale = replace(event.sale, burn_points=points)
            offer = quote_for(sale, terms, view, event.codes)
        closing = close(offer, view, event.receipt)
        moves = self._post(closing.steps, view)
        self.stage.tally.note_sale(self.stage.months.of(event.at), offer.evaluation)
        if event.receipt in self.come_back:
            self._remember(event, offer, moves)

    def give_back(self, event: GivenBack) -> None:
        """Take lines back; those of a receipt closed before the history begins stay away."""
        record = self.records.get(event.receipt)
        if record is None:
            self.stage.tally.refused["RECEIPT_BEFORE_BEGINNING"] += 1
            return
        view = self.wallet.view(event.at)
        request = Return(event.return_no, event.at, _still_there(event.lines, record))
        steps, after = steps_of_return(record, self.stage.terms, request, view, event.operation)
        self._post(steps, view)
        after["occurred_at"] = record["occurred_at"]
        self.records[event.receipt] = after
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
                self._post(steps, view)

    def finish(self) -> str | None:
        """Reckon up at the end."""
        stage = self.stage
        self.keep_up(stage.until)
        view = self.wallet.view(stage.until)
        tier = standings.reviewed_tier(stage.terms, view)
        stage.tally.note_end(view, tier.code if tier else None)
        return tier.code if tier else None

    def _dawn_from(self, moment: datetime) -> datetime:
        zone = self.stage.terms.zone
        day = moment.astimezone(zone).date()
        dawn = datetime.combine(day, _DAWN, zone).astimezone(UTC)
        if dawn < moment:
            dawn = datetime.combine(day + _ONE_DAY, _DAWN, zone).astimezone(UTC)
        return dawn

    def _post(self, steps: Sequence[Step], view: WalletView) -> Sequence[dict[str, Any]]:
        done = self.wallet.carry_out(steps, view)
        self.stage.tally.note_moves(self.stage.months.of(view.at), done.moves)
        return done.moves

    def _remember(self, event: Purchase, offer: Quote, moves: Sequence[dict[str, Any]]) -> None:
        record = receipts.of_sale(
            offer.sale, event.receipt, offer.evaluation, offer.terms, offer.standing.standing
        )
        record["occurred_at"] = offer.sale.occurred_at
        self.records[event.receipt] = receipts.with_lots(record, moves)


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
