"""Referrals: a member's code, the friends who entered it, and the reward for an order they keep.

Entering a code gives nothing. The friend's first order makes the referral qualify: both rewards
are posted as units that can be used only when the time for returns is over, and taken back if the
order comes back before. What a referral is worth to whom stands in the program's manifest.
"""

from sales.referrals.errors import (
    AlreadyReferred,
    NotNew,
    ReferralCodeUnknown,
    ReferralUnavailable,
    SelfReferral,
)
from sales.referrals.following import on_entry_posted
from sales.referrals.queries import list_referrals
from sales.referrals.rules import STATES
from sales.referrals.service import enter_code, own_code

__all__ = [
    "STATES",
    "AlreadyReferred",
    "NotNew",
    "ReferralCodeUnknown",
    "ReferralUnavailable",
    "SelfReferral",
    "enter_code",
    "list_referrals",
    "on_entry_posted",
    "own_code",
]
