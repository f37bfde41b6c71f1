"""Where a member stands in a program, read from the marks and balances of the wallet.

Of its marks, `caps@<program>` maps the counters of its caps to what they have counted. They change
in the same entry as the balance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from program.caps import is_recent
from program.codes import within_member_limits
from program.facts import facts_of
from program.privileges import rights_now
from program.rules import local_date
from program.terms import Terms
from program.tier_marks import metrics_of, reviewed_tier, tier_of, tier_step
from program.tiers import Metrics
from program.values import Facts, PresentedCode, Standing, TierState
from wallet import SetMark, Step, WalletView

__all__ = [
    "MemberStanding",
    "caps_step",
    "caps_used",
    "reviewed_tier",
    "standing_of",
    "tier_of",
    "tier_step",
]
NOTHING_KNOWN = Facts()


@dataclass(frozen=True)
class MemberStanding:
    """A standing as rules want it, the tier behind it, and the steps that made it current."""

    standing: Standing
    tier: TierState | None
    steps: tuple[Step, ...]
    metrics: Metrics = Metrics({}, date.min)


def _caps_mark(terms: Terms) -> str:
    return f"caps@{terms.program}"


def standing_of(
    terms: Terms,
    view: WalletView,
    *,
    held: Mapping[str, int] | None = None,
    codes: tuple[PresentedCode, ...] = (),
    is_receipt: bool = False,
) -> MemberStanding:
    """Say where a member stands now, with the codes that are presented.

    `held` gives, per account, what an open hold sets aside for this very purchase: that is then
    all there is to spend on it.
    """
    tier = reviewed_tier(terms, view, is_receipt=is_receipt)
    steps: tuple[Step, ...] = (tier_step(terms, tier),) if tier != tier_of(terms, view) else ()
    balances = {code: view.balance(code).available for code in terms.accounts} | dict(held or {})
    metrics = metrics_of(terms, view)
    balances |= metrics.units
    rights = rights_now(terms, view, tier)
    if rights is not None:
        steps = (*steps, *rights.steps)
        balances |= dict(rights.available) | dict(held or {})
    used = caps_used(terms, view)
    code = tier.code if tier is not None else None
    facts = facts_of(terms, view) if terms.looks_at_member else NOTHING_KNOWN
    shown = within_member_limits(terms.codes, codes, facts.counters)
    return MemberStanding(Standing(code, balances, used, facts, shown), tier, steps, metrics)


def caps_used(terms: Terms, view: WalletView) -> Mapping[str, int]:
    """Give what the counters of caps and windows stand at."""
    used: Mapping[str, int] = view.mark(_caps_mark(terms)) or {}
    return used


def caps_step(terms: Terms, view: WalletView, delta: Mapping[str, int]) -> tuple[Step, ...]:
    """Count what caps have let through, or with negative numbers what has been taken back.

    Counters of periods gone by are dropped; what is taken back of them gives no room any more.
    """
    before = view.mark(_caps_mark(terms)) or {}
    today = local_date(terms, view.at)
    used = {counter: n for counter, n in before.items() if is_recent(counter, today)}
    for counter, amount in delta.items():
        if amount > 0 or counter in used:
            used[counter] = max(used.get(counter, 0) + amount, 0)
    kept = {counter: used[counter] for counter in sorted(used) if used[counter]}
    return (
        (SetMark(_caps_mark(terms), kept or None),)
        if any(delta.values()) and kept != before
        else ()
    )
