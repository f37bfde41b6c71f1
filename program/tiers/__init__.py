"""Which tier a member holds: what it takes, when it is gained, looked at and lost.

Tiers hang on units that nobody spends, on time, on what is known of a member, or on an invitation.
Commitments are what members have promised to reach in every period.
"""

from program.tiers.checking import tiers_advice, tiers_findings
from program.tiers.commitments import Promise, judged
from program.tiers.compiling import compile_commitments, compile_tiers
from program.tiers.metrics import Metrics, needs, rank_reached
from program.tiers.rules import after_return, lifecycle_of, next_review, next_tier, tier_for
from program.tiers.terms import Commitment, Decay, Ladder, Measure, Requirement, Tier

__all__ = [
    "Commitment",
    "Decay",
    "Ladder",
    "Measure",
    "Metrics",
    "Promise",
    "Requirement",
    "Tier",
    "after_return",
    "compile_commitments",
    "compile_tiers",
    "judged",
    "lifecycle_of",
    "needs",
    "next_review",
    "next_tier",
    "rank_reached",
    "tier_for",
    "tiers_advice",
    "tiers_findings",
]
