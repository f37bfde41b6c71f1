"""`make demo`: join the households, replay their receipts, verify, and show the table."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

import bootstrap
import program
import wallet
from demo.agenda import plan_days
from demo.progress import ReplayProgress
from demo.receipts import iter_days
from demo.replay import Replay, ReplayClock, patiently, read_cursor
from demo.report import DemoSummary, print_report
from demo.totals import summarise, verify_all
from foundation import clock, database

MANIFEST = Path(__file__).resolve().parent.parent / "examples" / "programs" / "grocer.yaml"
_FIRST_MOMENT = datetime(2017, 1, 1, 5, tzinfo=UTC)
_FOLLOW_EVERY_DAYS = 14


def run(
    weeks: int,
    *,
    follow: Callable[[], object],
    console: Console | None = None,
    is_fresh: bool = False,
) -> DemoSummary:
    """Replay the first weeks of the receipts into the connected database and verify it.

    Goes on where an earlier run stopped; `is_fresh` throws that run away first. `follow` does
    what the worker would do meanwhile.
    """
    screen = console or Console()
    if is_fresh:
        database.client().drop_database(database.database().name)
    bootstrap.create_collections()
    shown = ReplayClock(_FIRST_MOMENT)
    before = clock.use(shown)
    try:
        program.apply(MANIFEST.read_text("utf-8"), effective_at=_FIRST_MOMENT, author="demo")
        return _replay(weeks, shown, screen, follow)
    finally:
        clock.use(before)


@dataclass(frozen=True)
class _Survey:
    """What a first pass over the receipts finds: receipts per day, each household's first."""

    per_day: Mapping[date, int]
    first_seen: Mapping[int, datetime]

    def count(self, *, after: date | None = None) -> int:
        """Count the receipts of the days after one."""
        return sum(n for day, n in self.per_day.items() if after is None or day > after)


def _survey(weeks: int) -> _Survey:
    per_day: dict[date, int] = {}
    first: dict[int, datetime] = {}
    for day in iter_days(weeks):
        per_day[day.date] = len(day.receipts)
        for receipt in day.receipts:
            first.setdefault(receipt.household_id, receipt.occurred_at)
    return _Survey(per_day, first)


def _replay(
    weeks: int, shown: ReplayClock, screen: Console, follow: Callable[[], object]
) -> DemoSummary:
    survey = _survey(weeks)
    done_until = read_cursor()
    to_do = survey.count(after=done_until)
    replay = Replay(shown)
    if to_do:
        _join_households(replay, survey.first_seen, screen)
    progress = _feed(replay, weeks, survey, done_until, screen, follow)
    first_day, last_day = min(survey.per_day), max(survey.per_day)
    replay.close_day(max(last_day, done_until or last_day))
    audit, tiers = _verify(len(survey.first_seen), screen)
    summary = summarise(audit, tiers, weeks=weeks, first_day=first_day, last_day=last_day)
    first, last = progress.rates()
    summary = replace(
        summary,
        receipts_added=to_do,
        seconds=progress.seconds,
        rate_at_start=first,
        rate_at_end=last,
    )
    print_report(summary, screen)
    return summary


def _join_households(replay: Replay, first_seen: Mapping[int, datetime], screen: Console) -> None:
    with Progress(console=screen, transient=True) as bar:
        task = bar.add_task("Households join", total=len(first_seen))
        replay.join_households(first_seen, on_each=lambda: bar.advance(task))
    screen.print(f"{len(first_seen):,} households have a wallet and a card.")


def _feed(
    replay: Replay,
    weeks: int,
    survey: _Survey,
    done_until: date | None,
    screen: Console,
    follow: Callable[[], object],
) -> ReplayProgress:
    total = survey.count()
    done = total - survey.count(after=done_until)
    lock = threading.Lock()
    since = done_until + timedelta(days=1) if done_until else None
    with ReplayProgress(total, done=done, console=screen) as progress:
        note = ""

        def on_receipt() -> None:
            with lock:
                progress.advance(note=note)

        for day in plan_days(iter_days(weeks), since=since) if done < total else ():
            note = day.date.isoformat()
            replay.run_day(day, on_receipt)
            if day.date.toordinal() % _FOLLOW_EVERY_DAYS == 0:
                patiently(lambda _: follow())
    patiently(lambda _: follow())
    return progress


def _verify(count: int, screen: Console) -> tuple[wallet.Audit, Counter[str]]:
    with Progress(console=screen, transient=True) as bar:
        task = bar.add_task("Verifying every wallet", total=count)
        audit, tiers = verify_all(on_each=lambda: bar.advance(task))
    for violation in audit.violations[:20]:
        screen.print(str(violation), style="red", highlight=False)
    return audit, tiers
