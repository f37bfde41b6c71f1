"""The worker: hands events to subscribers, does periodic work. Run one or more; a lease decides.

The tables below are the only place that says who listens to what, and what is done when.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from types import FrameType

import structlog
from pymongo.errors import PyMongoError

import bootstrap
import identity
import offers
import program
import sales
import wallet
from foundation import Config, Refusal
from jobs import Follower, Source, Subscriber, Task, run_due, run_retries, with_lease
from program import daily

SOURCES = (
    Source("entries", lambda row: wallet.events.ENTRY_POSTED),
    Source("outbox", lambda row: str(row["name"])),
)

SUBSCRIBERS = (
    Subscriber("wallet.heads", wallet.events.ENTRY_POSTED, wallet.on_entry_posted),
    Subscriber("sales.receipts", wallet.events.ENTRY_POSTED, sales.on_entry_posted),
    Subscriber("sales.credits", wallet.events.ENTRY_POSTED, sales.credits.on_entry_posted),
    Subscriber("activities.credits", wallet.events.ENTRY_POSTED, sales.activities.post_credits),
    Subscriber("sales.referrals", wallet.events.ENTRY_POSTED, sales.referrals.on_entry_posted),
    Subscriber("sales.holders", wallet.events.ENTRY_POSTED, sales.holders.on_entry_posted),
    Subscriber("sales.linking", "LinkActivated", sales.linking.on_links_changed),
    Subscriber("sales.unlinking", "LinkEnded", sales.linking.on_links_changed),
    Subscriber("sales.ended_links", "MemberStatusChanged", sales.linking.on_member_status_changed),
    Subscriber("sales.activities", wallet.events.ENTRY_POSTED, sales.activities.on_entry_posted),
    Subscriber("sales.profiles", "MemberJoined", sales.activities.on_profile_changed),
    Subscriber("sales.birth_dates", "BirthDateChanged", sales.activities.on_profile_changed),
    Subscriber("offers.uses", wallet.events.ENTRY_POSTED, offers.on_entry_posted),
    Subscriber("sales.prices", wallet.events.ENTRY_POSTED, sales.prices.on_entry_posted),
    Subscriber("sales.admission", "MemberStatusChanged", sales.on_member_status_changed),
    Subscriber("sales.clearing", wallet.events.ENTRY_POSTED, sales.clearing.on_entry_posted),
    Subscriber("sales.draws", wallet.events.ENTRY_POSTED, sales.draws.on_entry_posted),
)

TASKS = (
    Task("programs.daily_work", 15 * 60, lambda: work_through_programs()),
    Task("activities.calendar", 3600, sales.activities.keep_calendar),
    Task("activities.orders", 60, sales.activities.deliver_orders),
    Task("clearing.close_days", 3600, sales.clearing.close_programs),
    Task("draws.publish_seeds", 3600, sales.draws.publish_all_seeds),
    Task("sales.forget_prices", 24 * 3600, sales.prices.forget_old_prices),
    Task("offers.batches", 60, offers.issue_due_batches, lease_seconds=3600),
    Task("offers.expire_redemptions", 5 * 60, offers.expire_redemptions),
    Task("identity.forget_families", 24 * 3600, identity.forget_expired_families),
)

_PAUSE_SECONDS = 0.5
_TASKS_PAUSE_SECONDS = 2.0
_LEASE_SECONDS = 30
_log = structlog.get_logger("worker")


def work_through_programs() -> None:
    """Do the daily work of every program that has begun."""
    for found in program.list_programs():
        with contextlib.suppress(program.ProgramNotEffective):
            daily.run_daily_work(found.program)


def run_once(follower: Follower) -> int:
    """Hand on what is new and try again what failed; gives the number of events handed on."""
    if not with_lease("worker.follow", _LEASE_SECONDS):
        return 0
    handed = follower.run_once()
    run_retries(follower.subscribers)
    return handed


def keep_up_tasks(stop: threading.Event) -> None:
    """Do the periodic tasks when they are due. Their own thread: a long one keeps no event waiting.

    A task that the end of the process cuts short is done again: all are safe to run twice.
    """
    while not stop.wait(_TASKS_PAUSE_SECONDS):
        try:
            run_due(TASKS)
        except (PyMongoError, Refusal) as error:
            _log.warning("tasks_wait", error=type(error).__name__)


def keep_up_trials(stop: threading.Event) -> None:
    """Do the backtests and reports that are asked for, one by one.

    Their own thread: a long one keeps no other work waiting, and its members are lived through in a
    process of its own. No lease is needed: a trial is claimed, and one left in the middle again.
    """
    while not stop.wait(_TASKS_PAUSE_SECONDS):
        try:
            sales.backtesting.run_waiting()
        except (PyMongoError, Refusal) as error:
            _log.warning("trials_wait", error=type(error).__name__)


def main() -> None:
    """Work until told to stop; a lost database is waited for."""
    stop = threading.Event()

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    running = bootstrap.bootstrap(Config.from_env(), patient=True)
    for work in (keep_up_tasks, keep_up_trials):
        threading.Thread(target=work, args=(stop,), daemon=True, name=work.__name__).start()
    follower = Follower(SOURCES, SUBSCRIBERS)
    pause = _PAUSE_SECONDS
    while not stop.wait(pause):
        try:
            run_once(follower)
            pause = _PAUSE_SECONDS
        except (PyMongoError, Refusal) as error:
            _log.warning("worker_waits", error=type(error).__name__)
            pause = min(pause * 2, 10)
    running.close()


if __name__ == "__main__":
    main()
