"""The daily work of a program, in its own zone: activate, tiers, expire, tiers.

All of a wallet's work is one entry. Nothing depends on it being done in time: balances and
tiers are right at every moment without it, it only writes down what has already come true.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from pymongo.errors import PyMongoError

from foundation import Unavailable, clock
from program.moments import with_moments
from program.privileges import ended_membership, rights_now
from program.promises import promise_steps
from program.queries import terms_at
from program.standings import reviewed_tier, tier_of, tier_step
from program.terms import Terms
from wallet import Command, Decision, Step, WalletView, find_wallets_due, post

_log = structlog.get_logger(__name__)
_EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)


class _NothingDue(Exception):
    """The wallet needs no entry."""


def run_daily_work(program: str, *, on_each: Callable[[], None] | None = None) -> int:
    """Write down what has fallen due in all wallets by now; gives the number of entries."""
    now = clock.now()
    terms = terms_at(program, now)
    done = 0
    for owner_id in find_wallets_due(after=_EARLIEST, until=now):
        try:
            done += work_through(terms, owner_id)
        except (PyMongoError, Unavailable):
            raise
        except Exception:
            # One broken wallet must not keep the others waiting.
            _log.exception("wallet_left_undone", wallet=owner_id, program=program)
        if on_each is not None:
            on_each()
    return done


def work_through(terms: Terms, owner_id: str) -> bool:
    """Write down what has fallen due in one wallet; False if nothing had. Safe to run twice."""

    def decide(view: WalletView) -> Decision:
        steps = due_steps(terms, view)
        if steps is None:
            raise _NothingDue
        return Decision(steps)

    try:
        post(owner_id, Command("day"), decide)
    except _NothingDue:
        return False
    return True


def due_steps(terms: Terms, view: WalletView) -> list[Step] | None:
    """List what a day has to write into a wallet, None if there is nothing to write at all."""
    # Who never held a tier of this program gets none here: it begins with a first receipt.
    held = tier_of(terms, view)
    tier = reviewed_tier(terms, view) if held else None
    steps: list[Step] = [tier_step(terms, tier)] if tier != held else []
    rights = rights_now(terms, view, tier)
    steps += rights.steps if rights is not None else ()
    steps += promise_steps(terms, view, is_start=False)
    steps += ended_membership(terms, view)
    return with_moments(terms, view, steps) if steps or view.has_due else None
