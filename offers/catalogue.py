"""The catalogue as a member sees it: what each reward costs, what is missing, why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from foundation import clock
from offers import stock
from offers.errors import RewardNotFound
from program import Rejection, Standing, Terms, rewards, standing_of, terms_at
from wallet import get_wallet


@dataclass(frozen=True, slots=True)
class Offered:
    """A reward for one member: its price now and to come, and what stands in the way."""

    reward: rewards.Reward
    price: int
    missing: int
    left: int | None
    rejection: Rejection | None
    next_price: tuple[date, int] | None


def reward_of(terms: Terms, code: str) -> rewards.Reward:
    """Give a reward of the catalogue, retired ones too. Raises `RewardNotFound`."""
    found = terms.rewards.items.get(code) if terms.rewards else None
    if found is None:
        raise RewardNotFound(reward=code)
    return found


def catalogue(member_id: str, *, program: str) -> list[Offered]:
    """List the rewards that are offered now, as they stand for a member: two round trips."""
    terms = terms_at(program, clock.now())
    view = get_wallet(member_id)
    return offered_to(terms, standing_of(terms, view).standing, view.at, read_counts(terms))


def read_counts(terms: Terms) -> dict[str, Mapping[str, Any]]:
    """Read how much is taken of every pool of a program."""
    items = terms.rewards.items if terms.rewards else {}
    pooled = [code for code, item in items.items() if item.pool is not None]
    found = stock.counts([stock.reward_id(terms.program, code) for code in pooled])
    return {code: found.get(stock.reward_id(terms.program, code), {}) for code in pooled}


def offered_to(
    terms: Terms, standing: Standing, at: datetime, counts: Mapping[str, Mapping[str, Any]]
) -> list[Offered]:
    """Give the rewards that are not retired, in the order of the manifest."""
    local = at.astimezone(terms.zone)
    day = local.date()
    found = []
    for reward in (terms.rewards.items if terms.rewards else {}).values():
        if rewards.is_retired(reward, day):
            continue
        left = stock.left(reward, counts.get(reward.code, {}))
        price = rewards.price_on(reward, day)
        missing = max(price - standing.balances.get(reward.account, 0), 0)
        why = rewards.why_not_reward(reward, standing, local, is_out_of_stock=left == 0)
        coming = rewards.next_price(reward, day)
        found.append(Offered(reward, price, missing, left, why, coming))
    return found
