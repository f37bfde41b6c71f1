"""What a member's phone calls: `/v1/mobile`."""

from api.mobile import cards, draws, history, home, links, me, referrals, sessions

BLUEPRINTS = (
    sessions.blueprint,
    home.blueprint,
    me.blueprint,
    cards.blueprint,
    history.blueprint,
    draws.blueprint,
    links.blueprint,
    referrals.blueprint,
)

__all__ = ["BLUEPRINTS"]
