"""What a member's phone calls: `/v1/mobile`."""

from api.mobile import cards, history, home, links, me, referrals, sessions

BLUEPRINTS = (
    sessions.blueprint,
    home.blueprint,
    me.blueprint,
    cards.blueprint,
    history.blueprint,
    links.blueprint,
    referrals.blueprint,
)

__all__ = ["BLUEPRINTS"]
