"""What a member's phone calls: `/v1/mobile`."""

from api.mobile import cards, history, home, me, sessions

BLUEPRINTS = (
    sessions.blueprint,
    home.blueprint,
    me.blueprint,
    cards.blueprint,
    history.blueprint,
)

__all__ = ["BLUEPRINTS"]
