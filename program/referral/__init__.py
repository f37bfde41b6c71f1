"""Referral: what a member gets for a friend who buys, and when it is theirs."""

from program.referral.checking import referral_findings
from program.referral.compiling import compile_referral
from program.referral.rules import (
    expires_on,
    is_worth_enough,
    limit_since,
    shared_traits,
    usable_from,
)
from program.referral.terms import ReferralTerms, Reward

__all__ = [
    "ReferralTerms",
    "Reward",
    "compile_referral",
    "expires_on",
    "is_worth_enough",
    "limit_since",
    "referral_findings",
    "shared_traits",
    "usable_from",
]
