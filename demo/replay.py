"""Feed the real receipts through the sales service, as their tills would have, day by day.

Each worker thread takes its own households and lives at the moment of the receipt it is closing,
so what one member does happens in order. Whatever is interrupted is done again: everything that
was posted is found by its key, so a second time adds nothing.
"""

from __future__ import annotations

import threading
import time as wall_time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from pymongo.errors import PyMongoError

import members
import sales
import wallet
from demo.agenda import DayPlan
from demo.behaviour import ReturnPlan, burn_wish
from demo.people import person
from demo.receipts import CURRENCY, ZONE, DemoReceipt
from demo.stores import replay_store_id
from foundation import Unavailable, clock, database, ids
from program import Line, daily

PROGRAM = "grocer"
THREADS = 2
_HEALING_SECONDS = 120.0
_CURSORS = "demo_cursors"


class ReplayClock:
    """A clock that shows each thread the moment of what it is replaying."""

    def __init__(self, at: datetime) -> None:
        self._local = threading.local()
        self._start = at

    def now(self) -> datetime:
        """Give this thread's moment."""
        return getattr(self._local, "at", self._start)

    def set(self, at: datetime) -> None:
        """Move this thread to a moment."""
        self._local.at = at


class Replay:
    """A replay in progress, with a thread for each share of the households."""

    def __init__(self, shown: ReplayClock) -> None:
        self._clock = shown
        self._pools = [ThreadPoolExecutor(1) for _ in range(THREADS)]
        # What an interrupted run did of its last day is unknown: look before doing.
        self._looks_first = True

    def join_households(
        self, first_seen: Mapping[int, datetime], *, on_each: Callable[[], None]
    ) -> None:
        """Make every household a member, with a card, an hour before its first receipt."""
        with ThreadPoolExecutor(THREADS) as pool:
            for _ in pool.map(lambda item: self._join(*item), first_seen.items()):
                on_each()

    def run_day(self, day: DayPlan, on_receipt: Callable[[], None]) -> None:
        """Replay a day: the daily work at its midnight, then its receipts and returns in order."""
        self._clock.set(datetime.combine(day.date, time(0, 5), ZONE))
        patiently(lambda _: daily.run_daily_work(PROGRAM))
        futures = [
            self._pools[event.household_id % THREADS].submit(self._event, event, on_receipt)
            for event in day.events
        ]
        for future in futures:
            future.result()
        keep_cursor(day.date)
        self._looks_first = False

    def close_day(self, day: date) -> None:
        """Do the daily work of the midnight that ends a day, and stop the threads."""
        self._clock.set(datetime.combine(day + timedelta(days=1), time(0, 5), ZONE))
        patiently(lambda _: daily.run_daily_work(PROGRAM))
        for pool in self._pools:
            pool.shutdown()

    def _join(self, household_id: int, at: datetime) -> None:
        someone = person(household_id)
        self._clock.set(at - timedelta(hours=1))
        profile = {
            "name": {"given": someone.given, "family": someone.family},
            "email": someone.email,
            "locale": someone.locale,
        }
        patiently(
            lambda _: members.enroll(
                profile=profile, member_id=member_id(household_id), joined_at=clock.now()
            )
        )

    def _event(self, event: DemoReceipt | ReturnPlan, on_receipt: Callable[[], None]) -> None:
        self._clock.set(event.occurred_at)
        if isinstance(event, ReturnPlan):
            patiently(lambda _: take_back(event))
            return
        patiently(lambda again: close(event, look_first=again or self._looks_first))
        on_receipt()


def patiently(work: Callable[[bool], object]) -> None:
    """Do something, again and again while the database is away; tells if it is a repeat."""
    deadline = wall_time.monotonic() + _HEALING_SECONDS
    is_again = False
    while True:
        try:
            work(is_again)
            return
        except (PyMongoError, Unavailable):
            if wall_time.monotonic() > deadline:
                raise
            is_again = True
            wall_time.sleep(0.5)


def member_id(household_id: int) -> str:
    """Give the id of a household's member, the same in every replay."""
    return ids.derived("mem", "demo", str(household_id))


def terminal_id(store_id: int) -> str:
    """Give the id of the one till that a store of the replay has."""
    return ids.derived("trm", "demo", str(store_id))


def close(receipt: DemoReceipt, *, look_first: bool) -> None:
    """Close a receipt as its till would: quote, hold if points are to be spent, commit."""
    sale = as_sale(receipt)
    actor = {"kind": "terminal", "id": sale.terminal_id}
    if look_first and sales.find_receipt(sales.receipt_id(sale.terminal_id, sale.receipt_no)):
        return
    hold_key = f"hold-{receipt.basket_id}"
    points = _points_to_burn(receipt, sale, wallet.hold_id_for(hold_key, actor), look_first)
    if points:
        wanted = replace(sale, burn_points=points)
        held = sales.hold(wanted, key=hold_key, actor=actor)
        paid = sales.Tender("card", receipt.amount_minor - held.value_minor)
        sale = replace(wanted, hold_id=held.hold_id, tenders=(paid,))
    sales.commit(sale, key=f"sale-{receipt.basket_id}", actor=actor)


def _points_to_burn(receipt: DemoReceipt, sale: sales.Sale, hold_id: str, look_first: bool) -> int:
    if not burn_wish(receipt, 10**9):
        return 0
    placed = wallet.find_entry(hold_id) if look_first else None
    if placed is not None:
        return int(next(move["p"] for move in placed["m"] if move["t"] == "hold"))
    quote = sales.quote(sale)
    offer = quote.evaluation.burn
    points = min(burn_wish(receipt, quote.balances[offer.account]), offer.max_points)
    return points if points >= offer.min_points else 0


def take_back(plan: ReturnPlan) -> None:
    """Return the lines of a plan at the till where they were bought."""
    terminal = terminal_id(plan.store_id)
    lines = tuple(sales.ReturnedLine(no, quantity) for no, quantity in plan.lines)
    sales.return_lines(
        sales.receipt_id(terminal, plan.basket_id),
        sales.Return(plan.return_no, plan.occurred_at, lines),
        key=f"return-{plan.return_no}",
        actor={"kind": "terminal", "id": terminal},
    )


def as_sale(receipt: DemoReceipt) -> sales.Sale:
    """Put a receipt as its till would say it."""
    lines = tuple(
        Line(
            line.no,
            line.sku,
            line.quantity,
            line.amount_minor,
            line.category_path,
            line.brand,
            line.gross_minor,
        )
        for line in receipt.lines
    )
    return sales.Sale(
        member_id=member_id(receipt.household_id),
        program=PROGRAM,
        currency=CURRENCY,
        lines=lines,
        occurred_at=receipt.occurred_at,
        receipt_no=receipt.basket_id,
        terminal_id=terminal_id(receipt.store_id),
        store_id=replay_store_id(receipt.store_id),
        channel="store",
        total_minor=receipt.amount_minor,
    )


def read_cursor() -> date | None:
    """Tell the last day that was replayed in full."""
    kept = database.collection(_CURSORS).find_one({"_id": PROGRAM})
    return kept["day"].date() if kept else None


def keep_cursor(day: date) -> None:
    """Remember that a day is replayed in full."""
    at = datetime.combine(day, time(), UTC)

    def keep(_: bool) -> None:
        cursors = database.collection(_CURSORS)
        cursors.update_one({"_id": PROGRAM}, {"$max": {"day": at}}, upsert=True)

    patiently(keep)
