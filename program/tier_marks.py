"""The tier of a member as a mark of the wallet: read, brought up to now, written with its reason.

The mark `tier@<program>` is {c: code, s: since, r: review}, moments in milliseconds, and, where
there is any, b: by whom, u: rises, g: grace, f: falls to, p: pause, d: decay, t: end of a grant; w
tells what happened and why. It changes in the same entry as the units behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from program.expiry import local_date
from program.facts import PROFILE, SEGMENTS
from program.terms import Terms
from program.tiers import Metrics, tier_for
from program.values import TierState
from wallet import SetMark, WalletView, to_moment, to_ms

_MOMENTS = {
    "u": "rises_at",
    "g": "grace_until",
    "p": "paused_until",
    "d": "decays_at",
    "t": "granted_until",
}
_MOST_LOOKS = 1000


def tier_mark(terms: Terms) -> str:
    """Name the mark of a program's tier."""
    return f"tier@{terms.program}"


def tier_of(terms: Terms, view: WalletView) -> TierState | None:
    """Give the tier of this program as it was last written."""
    mark = view.mark(tier_mark(terms))
    return load_tier(mark) if mark else None


def load_tier(mark: Mapping[str, Any]) -> TierState:
    """Read a tier from its mark."""
    why = dict(mark.get("w", {}))
    moments = {name: to_moment(mark[key]) for key, name in _MOMENTS.items() if key in mark}
    return TierState(
        mark["c"],
        to_moment(mark["s"]),
        to_moment(mark["r"]) if mark["r"] is not None else None,
        by=mark.get("b", "units"),
        falls_to=mark.get("f"),
        stage=why.pop("e", ""),
        why=why,
        **moments,
    )


def tier_step(terms: Terms, tier: TierState | None) -> SetMark:
    """Write a tier as a mark that wakes the daily work when it is to be looked at again."""
    if tier is None:
        return SetMark(tier_mark(terms), None)
    mark: dict[str, Any] = {
        "c": tier.code,
        "s": to_ms(tier.since),
        "r": to_ms(tier.review_at) if tier.review_at else None,
    }
    for key, name in _MOMENTS.items():
        moment = getattr(tier, name)
        if moment is not None:
            mark[key] = to_ms(moment)
    if tier.by != "units":
        mark["b"] = tier.by
    if tier.falls_to is not None:
        mark["f"] = tier.falls_to
    if tier.stage:
        mark["w"] = {"e": tier.stage, **tier.why, "v": terms.version}
    due = tier.looked_at
    return SetMark(tier_mark(terms), mark, to_ms(due) if due is not None else None)


def metrics_of(terms: Terms, view: WalletView, before: datetime | None = None) -> Metrics:
    """Give what a member has to show now, or had just before a moment, net of debt."""
    accounts = terms.ladder.accounts if terms.ladder is not None else ()
    units = {
        code: _net(view, code) if before is None else view.units_before(code, before)
        for code in accounts
    }
    profile = view.mark(PROFILE) or {}
    joined = to_moment(profile["j"]) if profile.get("j") is not None else None
    return Metrics(
        units,
        local_date(terms, before or view.at),
        local_date(terms, joined) if joined is not None else None,
        profile.get("a", {}),
        frozenset(view.mark(SEGMENTS) or ()),
    )


def _net(view: WalletView, code: str) -> int:
    balance = view.balance(code)
    return balance.available - balance.debt


def reviewed_tier(terms: Terms, view: WalletView, *, is_receipt: bool = False) -> TierState | None:
    """Give the tier as it should be now: all that has come due, then a rise if its time has come.

    `is_receipt` tells that a receipt is about to be closed, with which some tiers begin.
    """
    tier = tier_of(terms, view)
    if terms.ladder is None:
        return None
    for _ in range(_MOST_LOOKS):
        due = tier.looked_at if tier is not None else None
        if tier is None or due is None or due > view.at:
            break
        tier = tier_for(terms, metrics_of(terms, view, due), tier, due, review=True)
    occasion = "before" if is_receipt else "look"
    return tier_for(terms, metrics_of(terms, view), tier, view.at, occasion=occasion)


def gained_units(terms: Terms, gained: int | Mapping[str, int]) -> Mapping[str, int]:
    """Take plain units as those of the ladder's account."""
    if isinstance(gained, int):
        return {terms.ladder.account: gained} if terms.ladder is not None else {}
    return gained


def raised_tier(
    terms: Terms, view: WalletView, tier: TierState | None, gained: int | Mapping[str, int]
) -> TierState | None:
    """Give the tier after the units gained in this posting."""
    if terms.ladder is None:
        return tier
    metrics = metrics_of(terms, view).plus(gained_units(terms, gained))
    return tier_for(terms, metrics, tier, view.at, occasion="after")
