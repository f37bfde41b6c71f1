"""Which tier status units give: up at once, down only at the yearly review."""

from __future__ import annotations

from datetime import UTC, date, datetime

from program.expiry import add_months, local_date, midnight
from program.terms import Ladder, Terms, Tier
from program.values import NextStep, TierState


def tier_for(
    terms: Terms,
    status_units: int,
    current: TierState | None,
    at: datetime,
    *,
    review: bool = False,
) -> TierState | None:
    """Give the tier that a member holds from now on, or None for no tier.

    Without `review`, or before `current.review_at`, the tier can only rise. At a review a member
    below the threshold goes down by the program's policy; the units of a review are those of
    the period that closes with it, so read them as of the moment before `review_at`.
    """
    ladder = terms.ladder
    if ladder is None:
        return None
    reached = _rank_reached(ladder, status_units)
    held = _rank_of(ladder, current)
    if current is None or held is None:
        return _begin(terms, ladder, reached, at, None)
    if reached > held:
        return _begin(terms, ladder, reached, at, current)
    if not review or current.review_at is None or at < current.review_at:
        return current
    kept = _rank_after_review(ladder, held, reached)
    if kept == held:
        return TierState(current.code, current.since, next_review(terms, at, current))
    return _begin(terms, ladder, kept, at, current)


def next_review(terms: Terms, at: datetime, current: TierState | None) -> datetime | None:
    """Give the next moment after `at` at which a tier is reviewed, in UTC."""
    ladder = terms.ladder
    if ladder is None or ladder.review == "none":
        return None
    today = local_date(terms, at)
    if ladder.review == "calendar":
        return midnight(date(today.year + 1, 1, 1), terms.zone)
    first = today
    if current is not None and current.review_at is not None:
        first = local_date(terms, current.review_at)
    years = 1 if first == today else 0
    while midnight(add_months(first, 12 * years), terms.zone) <= at.astimezone(UTC):
        years += 1
    return midnight(add_months(first, 12 * years), terms.zone)


def next_tier(terms: Terms, status_units: int, current: str | None = None) -> NextStep | None:
    """Give the next tier above the one held or reached, and the units it still needs."""
    ladder = terms.ladder
    if ladder is None:
        return None
    ranks = {tier.code: rank for rank, tier in enumerate(ladder.tiers)}
    above = max(ranks.get(current or "", -1), _rank_reached(ladder, status_units)) + 1
    if above >= len(ladder.tiers):
        return None
    tier = ladder.tiers[above]
    reward = tier.name.get("en") or tier.code
    return NextStep(
        "tier", tier.code, tier.missing_from(max(status_units, 0)), ladder.account, reward
    )


def _rank_reached(ladder: Ladder, units: int) -> int:
    """Give the place of the highest tier reached, -1 for none; a debt counts as nothing."""
    reached = -1
    for rank, tier in enumerate(ladder.tiers):
        if tier.is_reached_with(max(units, 0)):
            reached = rank
    return reached


def _rank_of(ladder: Ladder, state: TierState | None) -> int | None:
    codes = [tier.code for tier in ladder.tiers]
    return codes.index(state.code) if state is not None and state.code in codes else None


def _rank_after_review(ladder: Ladder, held: int, reached: int) -> int:
    if reached >= held or ladder.downgrade == "none":
        return held
    return reached if ladder.downgrade == "by_balance" else held - 1


def _begin(
    terms: Terms, ladder: Ladder, rank: int, at: datetime, current: TierState | None
) -> TierState | None:
    """Begin the tier of a rank; a review date that is still ahead stays as it is."""
    if rank < 0:
        return None
    tier: Tier = ladder.tiers[rank]
    ahead = current.review_at if current is not None else None
    if ahead is None or ahead <= at:
        ahead = next_review(terms, at, current)
    return TierState(tier.code, at, ahead)
