"""What a till calls: `/v1/pos`."""

from api.pos import (
    activities,
    attributes,
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
    attributes.blueprint,
    rewards.blueprint,
)

__all__ = ["BLUEPRINTS"]
