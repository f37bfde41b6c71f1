"""How far the rules of a manifest look: only what they ask for is kept beside balances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SECTIONS = frozenset(
    {
        "code", "name", "description", "currency", "currencies_accepted", "zone",
        "hold_ttl_seconds", "accounts", "earning", "burning", "tiers", "returns", "terms",
    }
)  # fmt: skip
_WHEN = frozenset(
    {
        "categories", "skus", "brands", "exclude_categories", "exclude_skus", "channels", "stores",
        "tiers", "weekdays", "min_amount", "min_amount_op",
    }
)  # fmt: skip
_GIVE = frozenset({"percent", "points", "per", "per_items", "multiplier", "of"})


def looks_at_member(contents: Mapping[str, Any]) -> bool:
    """Tell whether a manifest asks more of a member than tier, balances and caps.

    Then every sale counts visits, and every receipt remembers the standing that it was judged by.
    """
    if contents.keys() - _SECTIONS:
        return True
    expiries = (account.get("expiry", {}) for account in contents.get("accounts", {}).values())
    if any(expiry.get("kind") in ("anniversary", "next_visit") for expiry in expiries):
        return True
    if any("requires" in tier for tier in contents.get("tiers", {}).get("ladder", ())):
        return True
    return any(
        rule.get("when", {}).keys() - _WHEN
        or rule["give"].keys() - _GIVE
        or rule.keys() & {"on", "to", "available"}
        for rule in contents.get("earning", ())
    )
