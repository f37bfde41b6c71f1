"""From the manifest's catalogue to terms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from foundation.money import to_minor
from program.calendar import Span, span_of
from program.conditions import compile_when
from program.rewards.terms import Gift, Reward, RewardsTerms

Contents = Mapping[str, Any]
_A_WEEK = Span(days=7)


def compile_rewards(contents: Contents) -> RewardsTerms | None:
    """Make the terms of the section, None where it is missing."""
    found = contents.get("rewards")
    if found is None:
        return None
    return RewardsTerms({part["code"]: _reward(part, contents["currency"]) for part in found})


def _reward(found: Contents, currency: str) -> Reward:
    name = found["name"]
    wait = span_of(found["wait"]) if "wait" in found else _A_WEEK
    return Reward(
        code=found["code"],
        name={"en": name} if isinstance(name, str) else dict(name),
        account=found["price"]["account"],
        prices=_prices(found["price"]),
        gives=tuple(_gift(gift) for gift in found["gives"]),
        occasion=compile_when(found.get("when", {}), currency)[1],
        pool=found.get("pool"),
        per_member=found.get("per_member"),
        is_handed_over=found.get("confirm") == "by_till",
        wait=wait,
        retired=date.fromisoformat(found["retired"]) if "retired" in found else None,
        cost_minor=to_minor(str(found["cost"]), currency) if "cost" in found else None,
    )


def _prices(found: Contents) -> tuple[tuple[date | None, int], ...]:
    notice = timedelta(days=found.get("notice_days", 0))
    changes = sorted(
        (date.fromisoformat(change["announced"]) + notice, change["amount"])
        for change in found.get("changes", ())
    )
    return ((None, found["amount"]), *changes)


def _gift(found: Contents) -> Gift:
    return Gift(found.get("account"), found.get("amount", 0), found.get("code"), found.get("goods"))
