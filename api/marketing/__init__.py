"""What the people who run the program call: `/v1/marketing`."""

from api.marketing import (
    activities,
    adjustments,
    attributes,
    cards,
    codes,
    commitments,
    draws,
    links,
    members,
    metrics,
    partners,
    programs,
    rewards,
    sessions,
    terminals,
    tiers,
    trials,
    wallets,
)

BLUEPRINTS = (
    sessions.blueprint,
    members.blueprint,
    cards.blueprint,
    wallets.blueprint,
    tiers.blueprint,
    commitments.blueprint,
    adjustments.blueprint,
    activities.blueprint,
    attributes.blueprint,
    programs.blueprint,
    codes.blueprint,
    rewards.blueprint,
    trials.blueprint,
    metrics.blueprint,
    partners.blueprint,
    draws.blueprint,
    terminals.blueprint,
    links.blueprint,
)

__all__ = ["BLUEPRINTS"]
