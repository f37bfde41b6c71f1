"""Links between members: companions, households, employees of a company, friends.

A link holds from the moment at which both sides have consented until either ends it. Who sees
whom as what is a role: a traveller has a `companion`, who is there as `companion_of`; a person
has a `household` or a `company`. How many links of a kind one may have is the program's matter
and comes in as `Limits`.
"""

from members.links.errors import (
    InvitationsTooMany,
    LinkChangesUsedUp,
    LinkEndsInvalid,
    LinkExists,
    LinkLimitReached,
    LinkNotFound,
    LinkStatusConflict,
)
from members.links.events import LinkActivated, LinkEnded, LinkInvited
from members.links.queries import get_link, list_links, list_pairs, relations_of
from members.links.rules import KINDS, STATUSES, Limits, role_of
from members.links.service import accept, end, end_all, found_household, invite, kind_for

__all__ = [
    "KINDS",
    "STATUSES",
    "InvitationsTooMany",
    "Limits",
    "LinkActivated",
    "LinkChangesUsedUp",
    "LinkEnded",
    "LinkEndsInvalid",
    "LinkExists",
    "LinkInvited",
    "LinkLimitReached",
    "LinkNotFound",
    "LinkStatusConflict",
    "accept",
    "end",
    "end_all",
    "found_household",
    "get_link",
    "invite",
    "kind_for",
    "list_links",
    "list_pairs",
    "relations_of",
    "role_of",
]
