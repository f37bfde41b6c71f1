"""Where a member stands in a program, read from the marks and balances of the wallet.

Marks: `tier@<program>` is {c: code, s: since, r: review} with moments in milliseconds;
`caps@<program>` maps the counters of its caps to what they have counted. Both change in the same
entry as the balance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from program.caps import is_recent
from program.facts import facts_of
from program.rules import local_date, tier_for
from program.terms import Terms
from program.values import Facts, PresentedCode, Standing, TierState
from wallet import SetMark, Step, WalletView, to_moment, to_ms

NOTHING_KNOWN = Facts()


@dataclass(frozen=True)
class MemberStanding:
    """A standing as rules want it, the tier behind it, and the steps that made it current."""

    standing: Standing
    tier: TierState | None
    steps: tuple[Step, ...]


def tier_of(terms: Terms, view: WalletView) -> TierState | None:
    """Give the tier of this program as it was last written."""
    mark = view.mark(_tier_mark(terms))
    if not mark:
        return None
    review = to_moment(mark["r"]) if mark["r"] is not None else None
    return TierState(mark["c"], to_moment(mark["s"]), review)


def tier_step(terms: Terms, tier: TierState | None) -> SetMark:
    """Write a tier as a mark that wakes the daily work at its review."""
    if tier is None:
        return SetMark(_tier_mark(terms), None)
    review = to_ms(tier.review_at) if tier.review_at else None
    mark = {"c": tier.code, "s": to_ms(tier.since), "r": review}
    return SetMark(_tier_mark(terms), mark, review)


def _caps_mark(terms: Terms) -> str:
    return f"caps@{terms.program}"


def _tier_mark(terms: Terms) -> str:
    return f"tier@{terms.program}"


def status_units(terms: Terms, view: WalletView) -> int:
    """Give the status units that count now, net of debt."""
    if terms.ladder is None:
        return 0
    balance = view.balance(terms.ladder.account)
    return balance.available - balance.debt


def reviewed_tier(terms: Terms, view: WalletView) -> TierState | None:
    """Give the tier as it should be now: every review that has come due, then a rise if earned."""
    tier = tier_of(terms, view)
    if terms.ladder is None:
        return None
    while tier is not None and tier.review_at is not None and tier.review_at <= view.at:
        due = tier.review_at
        units = view.units_before(terms.ladder.account, due)
        tier = tier_for(terms, units, tier, due, review=True)
        if tier is not None and tier.review_at is not None and tier.review_at <= due:
            break
    return tier_for(terms, status_units(terms, view), tier, view.at)


def standing_of(
    terms: Terms,
    view: WalletView,
    *,
    held: Mapping[str, int] | None = None,
    codes: tuple[PresentedCode, ...] = (),
) -> MemberStanding:
    """Say where a member stands now, with the codes that are presented.

    `held` gives, per account, what an open hold sets aside for this very purchase: that is then
    all there is to spend on it.
    """
    tier = reviewed_tier(terms, view)
    steps = (tier_step(terms, tier),) if tier != tier_of(terms, view) else ()
    balances = {code: view.balance(code).available for code in terms.accounts} | dict(held or {})
    if terms.ladder is not None:
        balances[terms.ladder.account] = status_units(terms, view)
    used = view.mark(_caps_mark(terms)) or {}
    code = tier.code if tier is not None else None
    facts = facts_of(terms, view) if terms.looks_at_member else NOTHING_KNOWN
    return MemberStanding(Standing(code, balances, used, facts, codes), tier, steps)


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


def risen_tier(
    terms: Terms, view: WalletView, tier: TierState | None, gained: int
) -> tuple[TierState | None, tuple[Step, ...]]:
    """Raise the tier if the status units gained in this posting reach the next one."""
    if terms.ladder is None:
        return tier, ()
    after = tier_for(terms, status_units(terms, view) + gained, tier, view.at)
    return after, (tier_step(terms, after),) if after != tier else ()
