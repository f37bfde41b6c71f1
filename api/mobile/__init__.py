"""What a member's phone calls: `/v1/mobile`."""

from api.mobile import cards, me, sessions

BLUEPRINTS = (sessions.blueprint, me.blueprint, cards.blueprint)

__all__ = ["BLUEPRINTS"]
