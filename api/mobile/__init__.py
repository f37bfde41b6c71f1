"""What a member's phone calls: `/v1/mobile`."""

from api.mobile import cards, sessions

BLUEPRINTS = (sessions.blueprint, cards.blueprint)

__all__ = ["BLUEPRINTS"]
