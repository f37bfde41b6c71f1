"""What operators decide about tiers: give, take away, pause; each with a reason, for good."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from foundation import clock
from program.errors import TierNotHeld, TierUnknown
from program.moments import with_moments
from program.privileges import rights_on_change
from program.queries import terms_at
from program.standings import MemberStanding, standing_of
from program.terms import Terms
from program.tier_marks import load_tier, tier_mark, tier_step
from program.tiers import lifecycle_of, next_review, next_tier, tier_for
from program.values import NextStep, TierState
from wallet import Command, Decision, Posting, WalletView, get_history, post

Change = Callable[[Terms, WalletView, MemberStanding], TierState | None]


@dataclass(frozen=True, slots=True)
class TierReport:
    """The tier of a member now: its stage in life, and what the next one takes."""

    state: TierState | None
    stage: str
    next: NextStep | None
    seq: int


def grant_tier(
    program: str,
    member_id: str,
    tier: str | None,
    *,
    reason: str,
    key: str,
    actor: Mapping[str, str],
    until: datetime | None = None,
    is_reviewed: bool = False,
) -> Posting:
    """Give a member a tier, or with None leave only what the units reach.

    What is given stays until the moment said, and no review takes it unless `is_reviewed`. Raises
    `TierUnknown`, `WalletNotFound`.
    """
    terms = terms_at(program, clock.now())
    known = [found.code for found in terms.ladder.tiers] if terms.ladder is not None else []
    if terms.ladder is None or (tier is not None and tier not in known):
        raise TierUnknown(tier=tier, known=", ".join(known) or "none")

    def change(terms: Terms, view: WalletView, standing: MemberStanding) -> TierState | None:
        held = standing.tier
        why = {"from": held.code if held is not None else None, "reason": reason}
        if tier is None:
            reached = tier_for(terms, standing.metrics, None, view.at)
            return None if reached is None else replace(reached, stage="downgraded", why=why)
        review = next_review(terms, view.at, held) if is_reviewed else None
        return TierState(
            tier, view.at, review, by="operator", granted_until=until, stage="granted", why=why
        )

    body = {
        "tier": tier,
        "reason": reason,
        "until": until.isoformat() if until is not None else None,
        "reviewed": is_reviewed,
    }
    return _post(terms, member_id, Command("tier", (), key, body, actor), change)


def pause_tier(
    program: str,
    member_id: str,
    *,
    until: datetime,
    reason: str,
    key: str,
    actor: Mapping[str, str],
) -> Posting:
    """Let a member keep the tier until a moment, whatever falls due before it.

    Raises `TierNotHeld`, `WalletNotFound`.
    """

    def change(terms: Terms, view: WalletView, standing: MemberStanding) -> TierState:
        if standing.tier is None:
            raise TierNotHeld
        why = {"from": standing.tier.code, "reason": reason}
        return replace(standing.tier, paused_until=until, stage="paused", why=why)

    body = {"until": until.isoformat(), "reason": reason}
    terms = terms_at(program, clock.now())
    return _post(terms, member_id, Command("tier_pause", (), key, body, actor), change)


def _post(terms: Terms, member_id: str, command: Command, change: Change) -> Posting:
    def decide(view: WalletView) -> Decision:
        standing = standing_of(terms, view)
        after = change(terms, view, standing)
        rights = rights_on_change(terms, view, standing.tier, after)
        steps = [*standing.steps, tier_step(terms, after), *rights]
        return Decision(with_moments(terms, view, steps))

    return post(member_id, command, decide)


def tier_report(terms: Terms, view: WalletView) -> TierReport:
    """Tell where a member stands in the life of a tier."""
    standing = standing_of(terms, view)
    stage = lifecycle_of(terms, standing.metrics, standing.tier, view.at)
    step = next_tier(terms, standing.metrics, standing.standing.tier)
    return TierReport(standing.tier, stage, step, view.seq)


def tier_history(
    program: str, member_id: str, *, before: int | None = None, limit: int = 50
) -> list[tuple[Mapping[str, Any], TierState | None]]:
    """List the changes of a member's tier in a page of entries, newest first."""
    terms = terms_at(program, clock.now())
    found: list[tuple[Mapping[str, Any], TierState | None]] = []
    for entry in get_history(member_id, before=before, limit=limit).entries:
        marks = [row for row in entry["d"] if row[0] == "m" and row[1] == tier_mark(terms)]
        if marks:
            value = marks[-1][2]
            found.append((entry, load_tier(value) if value else None))
    return found
