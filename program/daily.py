"""The daily work of a program, in its own zone: activate, tiers, expire, tiers.

All of a wallet's work is one entry. Nothing depends on it being done in time: balances and
tiers are right at every moment without it, it only writes down what has already come true.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from foundation import clock
from program.queries import terms_at
from program.standings import reviewed_tier, tier_of, tier_step
from program.terms import Terms
from wallet import Command, Decision, WalletView, find_wallets_due, post

_EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)


class _NothingDue(Exception):
    """The wallet needs no entry."""


def run_daily_work(program: str, *, on_each: Callable[[], None] | None = None) -> int:
    """Write down what has fallen due in all wallets by now; gives the number of entries."""
    now = clock.now()
    terms = terms_at(program, now)
    done = 0
    for owner_id in find_wallets_due(after=_EARLIEST, until=now):
        done += work_through(terms, owner_id)
        if on_each is not None:
            on_each()
    return done


def work_through(terms: Terms, owner_id: str) -> bool:
    """Write down what has fallen due in one wallet; False if nothing had. Safe to run twice."""

    def decide(view: WalletView) -> Decision:
        tier = reviewed_tier(terms, view)
        steps = [tier_step(tier)] if tier != tier_of(view) else []
        if not steps and not view.has_due:
            raise _NothingDue
        return Decision(steps)

    try:
        post(owner_id, Command("day"), decide)
    except _NothingDue:
        return False
    return True
