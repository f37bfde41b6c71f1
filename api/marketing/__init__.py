"""What the people who run the program call: `/v1/marketing`."""

from api.marketing import members, programs, sessions, terminals

BLUEPRINTS = (
    sessions.blueprint,
    members.blueprint,
    programs.blueprint,
    terminals.blueprint,
)

__all__ = ["BLUEPRINTS"]
