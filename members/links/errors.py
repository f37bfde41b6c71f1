"""Refusals of links.

Invalid   └── LinkEndsInvalid      LINK_ENDS_INVALID
NotFound  └── LinkNotFound         LINK_NOT_FOUND
Conflict  ├── LinkExists           LINK_EXISTS
          ├── LinkStatusConflict   LINK_STATUS_CONFLICT
          ├── LinkLimitReached     LINK_LIMIT_REACHED
          ├── LinkChangesUsedUp    LINK_CHANGES_USED_UP
          └── InvitationsTooMany   LINK_INVITATIONS_TOO_MANY
"""

from __future__ import annotations

from foundation.errors import Conflict, Invalid, NotFound


class LinkEndsInvalid(Invalid):
    """Members of these kinds cannot be linked so, or a member would be linked to itself."""

    code = "LINK_ENDS_INVALID"
    message = "These two cannot be linked as {kind}."


class LinkNotFound(NotFound):
    """There is no such link, or it is somebody else's."""

    code = "LINK_NOT_FOUND"
    message = "There is no such link."


class LinkExists(Conflict):
    """The two are linked so already, or an invitation between them waits."""

    code = "LINK_EXISTS"
    message = "There is already a link or an invitation of this kind between the two."


class LinkStatusConflict(Conflict):
    """The link's status does not permit this."""

    code = "LINK_STATUS_CONFLICT"
    message = "The link is {status}, which does not permit this."


class LinkLimitReached(Conflict):
    """One of the two has as many links of this kind as the program allows."""

    code = "LINK_LIMIT_REACHED"
    message = "There can be {limit} links of the kind {kind} and no more. End one first."


class LinkChangesUsedUp(Conflict):
    """The link of this kind was changed as often as the program allows in a year."""

    code = "LINK_CHANGES_USED_UP"
    message = "A link of the kind {kind} can be changed {limit} times a year."


class InvitationsTooMany(Conflict):
    """The member asks as many others as one may ask at a time."""

    code = "LINK_INVITATIONS_TOO_MANY"
    message = "There are {limit} invitations that wait for an answer. Take one back first."
