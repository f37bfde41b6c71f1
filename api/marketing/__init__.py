"""What the people who run the program call: `/v1/marketing`."""

from api.marketing import adjustments, cards, links, members, programs, sessions, terminals, wallets

BLUEPRINTS = (
    sessions.blueprint,
    members.blueprint,
    cards.blueprint,
    wallets.blueprint,
    adjustments.blueprint,
    programs.blueprint,
    terminals.blueprint,
    links.blueprint,
)

__all__ = ["BLUEPRINTS"]
