"""The compiled section `referral`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reward:
    """Units on an account."""

    account: str
    amount: int


@dataclass(frozen=True, slots=True)
class ReferralTerms:
    """What referrer and friend get, for which order, and what refuses a referral."""

    referrer: Reward
    friend: Reward | None
    min_amount_minor: int
    orders: str
    wait_days: int
    expires_days: int
    late_return: str
    most: int | None
    per: str
    refuse: frozenset[str]
