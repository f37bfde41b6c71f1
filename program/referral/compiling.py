"""From the section `referral` to terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foundation.money import to_minor
from program.referral.terms import ReferralTerms, Reward

_TRAITS = ("device", "card", "phone", "email")


def compile_referral(contents: Mapping[str, Any]) -> ReferralTerms | None:
    """Compile the referral of a manifest; None if it has none."""
    found = contents.get("referral")
    if found is None:
        return None
    least = to_minor(str(found.get("min_amount", 0)), contents["currency"])
    limit = found.get("limit", {})
    return ReferralTerms(
        referrer=Reward(**found["referrer"]),
        friend=Reward(**found["friend"]) if "friend" in found else None,
        min_amount_minor=least + (found.get("min_amount_op") == "gt"),
        orders=found.get("orders", "first"),
        wait_days=found.get("wait_days", 14),
        expires_days=found.get("expires_days", 90),
        late_return=found.get("late_return", "keep"),
        most=limit.get("most"),
        per=limit.get("per", "ever"),
        refuse=frozenset(found.get("refuse", _TRAITS)),
    )
