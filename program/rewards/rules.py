"""What a reward costs on a day, until when it waits, and why a member cannot have it. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from program.calendar import midnight
from program.conditions import why_not
from program.rejections import Rejection
from program.rewards.terms import Reward
from program.values import Situation, Standing

_ONE_DAY = timedelta(days=1)


def price_on(reward: Reward, day: date) -> int:
    """Give the price in units: of the last change whose notice was over by this day."""
    return [amount for first, amount in reward.prices if first is None or first <= day][-1]


def next_price(reward: Reward, day: date) -> tuple[date, int] | None:
    """Give the change of price that is announced, if one is."""
    coming = [(first, amount) for first, amount in reward.prices if first and first > day]
    return coming[0] if coming else None


def waits_until(reward: Reward, opened: date, zone: ZoneInfo) -> datetime:
    """Give the instant at which a redemption that nobody handed over is given up."""
    return midnight(reward.wait.after(opened) + _ONE_DAY, zone)


def counter_of(reward: Reward) -> str:
    """Name the counter of how many of this reward a member has had."""
    return f"reward:{reward.code}"


def is_retired(reward: Reward, day: date) -> bool:
    """Tell whether a reward is no longer offered."""
    return reward.retired is not None and day >= reward.retired


def why_not_reward(
    reward: Reward, standing: Standing, at: datetime, *, is_out_of_stock: bool = False
) -> Rejection | None:
    """Give the first reason for which a member cannot have a reward now, or None.

    `at` is in the program's zone. Points come last: what is missing is told to whom all else fits.
    """
    day = at.date()
    if is_retired(reward, day):
        return Rejection.of("CAMPAIGN_INACTIVE")
    refused = why_not(reward.occasion, Situation(at, day, standing))
    if refused is not None:
        return refused
    had = standing.facts.counters.get(counter_of(reward), 0)
    if reward.per_member is not None and had >= reward.per_member:
        return Rejection.of("MEMBER_LIMIT")
    if is_out_of_stock:
        return Rejection.of("OUT_OF_STOCK")
    missing = price_on(reward, day) - standing.balances.get(reward.account, 0)
    return Rejection.of("INSUFFICIENT_POINTS", missing=missing) if missing > 0 else None
