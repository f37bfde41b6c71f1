"""Which tier a member holds from now on: pure, of the terms, what there is to show, and a moment.

A tier rises as its program says: at once, with the next receipt, at the end of a month or of the
period of review. It falls at a review only, or for want of visits, or when a grant is over.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from program.expiry import add_months, local_date, midnight
from program.terms import Terms
from program.tiers.looking import Look
from program.tiers.metrics import Metrics, needs, rank_reached
from program.values import NextStep, TierState

_MONTHS = {"calendar": 12, "quarter": 3, "month": 1}


def tier_for(
    terms: Terms,
    shown: int | Metrics,
    current: TierState | None,
    at: datetime,
    *,
    review: bool = False,
    occasion: str = "look",
) -> TierState | None:
    """Give the tier that a member holds from now on, or None for no tier.

    `shown` is what the member has: metrics, or the units of the ladder's account. Without `review`
    the tier can only rise. With it, all that has fallen due by `at` is done, by the units of just
    before: reviews, the end of grace, of a pause or of a grant, decay. `occasion` is look, `before`
    or `after` a receipt.
    """
    if terms.ladder is None:
        return None
    look = Look(terms, terms.ladder, metrics_from(terms, shown, at), at, next_review)
    if current is None or current.code not in terms.ladder.ranks:
        return look.begin(look.reached, "joined", None)
    after: TierState | None = look.pass_by(current) if review else current
    return look.risen(after, occasion) if after is not None else None


def metrics_from(terms: Terms, shown: int | Metrics, at: datetime) -> Metrics:
    """Take plain units as those of the ladder's account."""
    if isinstance(shown, Metrics):
        return shown
    account = terms.ladder.account if terms.ladder is not None else ""
    return Metrics({account: shown}, local_date(terms, at))


def next_review(
    terms: Terms, at: datetime, current: TierState | None, joined_on: date | None = None
) -> datetime | None:
    """Give the next moment after `at` at which a tier is reviewed, in UTC.

    By anniversary that is the day of joining, or where that is not known the day of the first tier.
    """
    ladder = terms.ladder
    if ladder is None or ladder.review == "none":
        return None
    today = local_date(terms, at)
    if ladder.review in _MONTHS:
        return midnight(period_end(today, _MONTHS[ladder.review]), terms.zone)
    first = joined_on if joined_on is not None and joined_on <= today else today
    if current is not None and current.review_at is not None:
        first = local_date(terms, current.review_at)
    years = 1 if first == today else max(today.year - first.year, 0)
    while midnight(add_months(first, 12 * years), terms.zone) <= at.astimezone(UTC):
        years += 1
    return midnight(add_months(first, 12 * years), terms.zone)


def period_end(day: date, months: int) -> date:
    """Give the first day after the calendar's month, quarter or year in which a day lies."""
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return add_months(first, months)


def next_tier(terms: Terms, shown: int | Metrics, current: str | None = None) -> NextStep | None:
    """Give the next tier above the one held or reached, and all that it still takes."""
    ladder = terms.ladder
    if ladder is None:
        return None
    metrics = shown if isinstance(shown, Metrics) else Metrics({ladder.account: shown}, date.min)
    above = max(ladder.ranks.get(current or "", -1), rank_reached(ladder, metrics)) + 1
    for tier in ladder.tiers[above:]:
        if tier.by != "invitation":
            short = needs(tier, metrics)
            first = next((need for need in short if need.code == ladder.account), short[0])
            reward = tier.name.get("en") or tier.code
            return NextStep("tier", tier.code, first.missing, first.code, reward, short)
    return None


def lifecycle_of(terms: Terms, shown: int | Metrics, state: TierState | None, at: datetime) -> str:
    """Name where a member stands in the life of a tier.

    One of none, joined, upgraded, prolonged, at_risk, grace, downgraded, decayed, granted, paused
    or resumed. At risk is whose review is near and who would fall today.
    """
    if state is None or terms.ladder is None:
        return "none"
    if state.paused_until is not None and at < state.paused_until:
        return "paused"
    if state.grace_until is not None:
        return "grace"
    look = Look(terms, terms.ladder, metrics_from(terms, shown, at), at, next_review)
    if look.is_at_risk(state):
        return "at_risk"
    return {"landed": "downgraded", "": "joined"}.get(state.stage, state.stage)


def after_return(
    terms: Terms, shown: int | Metrics, state: TierState | None, at: datetime
) -> TierState | None:
    """Give the tier after a return took units back: the rise that they had bought is undone.

    It falls no lower than before that rise, and not at all if a review has confirmed it since.
    """
    if terms.ladder is None or state is None or terms.returns.tier != "rollback":
        return state
    look = Look(terms, terms.ladder, metrics_from(terms, shown, at), at, next_review)
    return look.rolled_back(state)
