"""The catalogue of rewards: what each costs and when that changes, what it gives, and to whom."""

from program.rewards.checking import rewards_advice, rewards_findings
from program.rewards.compiling import compile_rewards
from program.rewards.rules import (
    counter_of,
    is_retired,
    next_price,
    price_on,
    waits_until,
    why_not_reward,
)
from program.rewards.terms import Gift, Reward, RewardsTerms

__all__ = [
    "Gift",
    "Reward",
    "RewardsTerms",
    "compile_rewards",
    "counter_of",
    "is_retired",
    "next_price",
    "price_on",
    "rewards_advice",
    "rewards_findings",
    "waits_until",
    "why_not_reward",
]
