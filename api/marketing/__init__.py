"""What the people who run the program call: `/v1/marketing`."""

from api.marketing import sessions, terminals

BLUEPRINTS = (sessions.blueprint, terminals.blueprint)

__all__ = ["BLUEPRINTS"]
