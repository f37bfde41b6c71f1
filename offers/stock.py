"""How many of a reward there are: a pool whose places are taken one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from foundation import database, ids
from offers import slots
from offers.slots import Scope
from program import rewards

COLLECTION = "reward_stock"


def reward_id(program: str, code: str) -> str:
    """Give the id of a reward of a program."""
    return ids.derived("rwd", program, code)


def scope_of(program: str, reward: rewards.Reward) -> Scope | None:
    """Give what counts the places of a reward, None of one without end. One round trip."""
    if reward.pool is None:
        return None
    key = reward_id(program, reward.code)
    uses = counts([key]).get(key, {})
    return Scope(key, COLLECTION, reward.pool, uses.get("next", 0))


def counts(reward_ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Read the counts of pools: one round trip."""
    rows = database.collection(COLLECTION).find({"_id": {"$in": list(reward_ids)}})
    return {row["_id"]: row.get("uses", {}) for row in rows}


def left(reward: rewards.Reward, uses: Mapping[str, Any]) -> int | None:
    """Give how many are left by the counts, None where there is no end."""
    if reward.pool is None:
        return None
    return 0 if slots.is_full(uses, reward.pool) else reward.pool - int(uses.get("used", 0))
