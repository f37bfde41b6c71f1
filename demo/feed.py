"""`make demo`: join the households, replay their receipts, verify, and show the table."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

import bootstrap
import program
import wallet
import worker
from demo.agenda import plan_days
from demo.progress import ReplayProgress
from demo.receipts import Day, iter_days
from demo.replay import Replay, ReplayClock, read_cursor
from demo.report import DemoSummary, print_report
from demo.totals import summarise, verify_all
from foundation import clock, database
from jobs import Follower

MANIFEST = Path(__file__).resolve().parent.parent / "examples" / "programs" / "grocer.yaml"
_FIRST_MOMENT = datetime(2017, 1, 1, 5, tzinfo=UTC)
_FOLLOW_EVERY_DAYS = 7


def run(weeks: int, *, console: Console | None = None, is_fresh: bool = False) -> DemoSummary:
    """Replay the first weeks of the receipts into the connected database and verify it.

    Goes on where an earlier run stopped; `is_fresh` throws that run away first.
    """
    screen = console or Console()
    if is_fresh:
        database.client().drop_database(database.database().name)
    bootstrap.create_collections()
    shown = ReplayClock(_FIRST_MOMENT)
    before = clock.use(shown)
    try:
        program.apply(MANIFEST.read_text("utf-8"), effective_at=_FIRST_MOMENT, author="demo")
        return _replay(weeks, shown, screen)
    finally:
        clock.use(before)


def _replay(weeks: int, shown: ReplayClock, screen: Console) -> DemoSummary:
    days = list(iter_days(weeks))
    done_until = read_cursor()
    todo = [day for day in days if done_until is None or day.date > done_until]
    replay = Replay(shown)
    if todo:
        _join_households(replay, todo, screen)
    progress = _feed(replay, days, todo, done_until, screen)
    last_day = max(days[-1].date, done_until or days[-1].date)
    replay.close_day(last_day)
    audit, tiers = _verify(screen)
    summary = summarise(audit, tiers, weeks=weeks, first_day=days[0].date, last_day=last_day)
    added = sum(len(day.receipts) for day in todo)
    first, last = progress.rates()
    summary = replace(
        summary,
        receipts_added=added,
        seconds=progress.seconds_taken,
        rate_at_start=first,
        rate_at_end=last,
    )
    print_report(summary, screen)
    return summary


def _join_households(replay: Replay, days: Sequence[Day], screen: Console) -> None:
    receipts = [receipt for day in days for receipt in day.receipts]
    households = len({receipt.household_id for receipt in receipts})
    with Progress(console=screen, transient=True) as bar:
        task = bar.add_task("Households join", total=households)
        replay.join_households(receipts, on_each=lambda: bar.advance(task))
    screen.print(f"{households:,} households have a wallet and a card.")


def _feed(
    replay: Replay,
    days: Sequence[Day],
    todo: Sequence[Day],
    done_until: date | None,
    screen: Console,
) -> ReplayProgress:
    total = sum(len(day.receipts) for day in days)
    done = total - sum(len(day.receipts) for day in todo)
    follower = Follower(worker.SOURCES, worker.SUBSCRIBERS)
    lock = threading.Lock()
    since = done_until + timedelta(days=1) if done_until else None
    with ReplayProgress(total, done=done, console=screen) as progress:
        note = ""

        def on_receipt() -> None:
            with lock:
                progress.advance(note=note)

        for day in plan_days(iter(days), since=since):
            note = day.date.isoformat()
            replay.run_day(day, on_receipt)
            if day.date.toordinal() % _FOLLOW_EVERY_DAYS == 0:
                follower.run_once()
        progress.seconds_taken = progress.seconds
    follower.run_once()
    return progress


def _verify(screen: Console) -> tuple[wallet.Audit, Counter[str]]:
    with Progress(console=screen, transient=True) as bar:
        task = bar.add_task("Verifying every wallet", total=None)
        audit, tiers = verify_all(on_each=lambda: bar.advance(task))
    for violation in audit.violations[:20]:
        screen.print(str(violation), style="red", highlight=False)
    return audit, tiers
