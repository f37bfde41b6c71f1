"""Decisions about referrals: in which state one is, what an order is worth that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

STATES = ("registered", "qualified", "rewarded", "rejected", "expired")
CLOCKS_DIFFER_BY = timedelta(minutes=10)
_KEPT = frozenset({"closed", "partially_returned"})


def state_at(referral: Mapping[str, Any], now: datetime) -> str:
    """Say in which state a referral is: what time alone brings needs no writing."""
    state = str(referral["state"])
    if state == "qualified" and referral["due_at"] <= now:
        return "rewarded"
    if state == "registered" and referral["expires_at"] <= now:
        return "expired"
    return state


def is_before_entering(ordered_at: datetime, entered_at: datetime) -> bool:
    """Tell whether an order was made before the code was entered, by whatever till's clock."""
    return ordered_at < entered_at - CLOCKS_DIFFER_BY


def kept_worth(record: Mapping[str, Any]) -> int:
    """Give what an order is worth after discounts and points, less all that came back of it."""
    if record["state"] not in _KEPT:
        return 0
    return int(record["payable_minor"] - sum(made["refund_minor"] for made in record["returns"]))


def is_late(record: Mapping[str, Any], due_at: datetime) -> bool:
    """Tell whether the last thing that came back of an order came after the time for it."""
    returns = record["returns"]
    return bool(returns) and datetime.fromisoformat(returns[-1]["at"]) >= due_at
