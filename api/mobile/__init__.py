"""What a member's phone calls: `/v1/mobile`."""

from api.mobile import (
    activities,
    cards,
    codes,
    draws,
    history,
    home,
    links,
    me,
    referrals,
    rewards,
    sessions,
)

BLUEPRINTS = (
    sessions.blueprint,
    home.blueprint,
    me.blueprint,
    cards.blueprint,
    codes.blueprint,
    rewards.blueprint,
    history.blueprint,
    activities.blueprint,
    draws.blueprint,
    links.blueprint,
    referrals.blueprint,
)

__all__ = ["BLUEPRINTS"]
