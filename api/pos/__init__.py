"""What a till calls: `/v1/pos`."""

from api.pos import (
    activities,
    holds,
    members,
    prices,
    quotes,
    receipts,
    returns,
    rewards,
)

BLUEPRINTS = (
    members.blueprint,
    quotes.blueprint,
    prices.blueprint,
    holds.blueprint,
    receipts.blueprint,
    returns.blueprint,
    activities.blueprint,
    rewards.blueprint,
)

__all__ = ["BLUEPRINTS"]
