"""The year of receipts as histories of households, for backtests without a database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import groupby
from operator import attrgetter

import sales
from demo.behaviour import burn_wish, return_plan
from demo.receipts import ZONE, DemoReceipt, count_receipts, group_into_receipts
from demo.replay import as_sale, member_id, terminal_id
from demo.source import WEEKS, read_household_rows, read_last_second
from sales import backtesting

_AFTER_MIDNIGHT = time(0, 5)


@dataclass(frozen=True)
class DemoHistories:
    """Households, what they bought in the first `weeks` weeks and what they brought back.

    They want to spend points as the demo's shoppers do: that depends on the balance of the time.
    What is before `since` or after `until` is left out.
    """

    weeks: int = WEEKS
    since: datetime | None = None
    until: datetime | None = None
    unit: str = "receipts"

    def count(self) -> int:
        """Count the receipts."""
        return count_receipts(self.weeks)

    def ends_at(self) -> datetime:
        """Give the first minutes after the last day, when the replay does its last daily work."""
        if self.until is not None:
            return self.until
        after = self._last_day() + timedelta(days=1)
        return datetime.combine(after, _AFTER_MIDNIGHT, ZONE).astimezone(UTC)

    def open(self) -> None:
        """Need nothing: the receipts are files."""

    def histories(self, place: int, of: int) -> Iterator[backtesting.History]:
        """Give the households of one share."""
        last = self._last_day()
        rows = read_household_rows(self.weeks, place=place, of=of)
        for household_id, bought in groupby(
            group_into_receipts(rows), key=attrgetter("household_id")
        ):
            events = [event for event in _events(bought, last) if self._is_within(event.at)]
            yield backtesting.History(member_id(household_id), events)

    def _is_within(self, at: datetime) -> bool:
        return (self.since is None or at >= self.since) and (self.until is None or at <= self.until)

    def _last_day(self) -> date:
        return datetime.fromtimestamp(read_last_second(self.weeks), UTC).astimezone(ZONE).date()


def _events(bought: Iterator[DemoReceipt], last: date) -> list[backtesting.Event]:
    """Give purchases and returns in the order of the replay."""
    purchases: list[backtesting.Event] = []
    returns: list[backtesting.Event] = []
    for receipt in bought:
        purchases.append(_purchase(receipt))
        plan = return_plan(receipt)
        if plan is not None and plan.occurred_at.astimezone(ZONE).date() <= last:
            lines = tuple(sales.ReturnedLine(no, quantity) for no, quantity in plan.lines)
            sold = sales.receipt_id(terminal_id(plan.store_id), plan.basket_id)
            returns.append(
                backtesting.GivenBack(plan.occurred_at, sold, lines, return_no=plan.return_no)
            )
    return sorted([*purchases, *returns], key=attrgetter("at"))


def _purchase(receipt: DemoReceipt) -> backtesting.Purchase:
    sale = as_sale(receipt)
    # Most receipts never wish to spend, whatever the balance.
    wish = partial(burn_wish, receipt) if burn_wish(receipt, 10**9) else None
    known_as = sales.receipt_id(sale.terminal_id, sale.receipt_no)
    return backtesting.Purchase(receipt.occurred_at, known_as, sale, wish)
