"""Refusals of members.

Invalid
├── ProfileInvalid      PROFILE_INVALID, with one entry in `errors` per field
├── ContactRequired     CONTACT_REQUIRED
├── ReasonRequired      REASON_REQUIRED
└── CursorInvalid       MEMBER_CURSOR_INVALID
NotFound
└── MemberNotFound      MEMBER_NOT_FOUND
Conflict
├── ContactTaken        CONTACT_TAKEN
├── MemberChanged       MEMBER_CHANGED
└── StatusConflict      MEMBER_STATUS_CONFLICT
"""

from __future__ import annotations

from foundation.errors import Conflict, Invalid, NotFound


class ProfileInvalid(Invalid):
    """Fields of the profile do not make sense; `errors` names each."""

    code = "PROFILE_INVALID"
    message = "These fields of the profile are not valid: {fields}."


class ContactRequired(Invalid):
    """Nothing would be left to reach the member by, or to sign in with."""

    code = "CONTACT_REQUIRED"
    message = "Keep an e-mail address or a phone number."


class ReasonRequired(Invalid):
    """A change of status has to say why."""

    code = "REASON_REQUIRED"
    message = "Give a reason of {minimum} to {maximum} characters."


class CursorInvalid(Invalid):
    """The cursor is not one that a list of members gave."""

    code = "MEMBER_CURSOR_INVALID"
    message = "The cursor is not valid. Start from the first page."


class MemberNotFound(NotFound):
    """There is no such member."""

    code = "MEMBER_NOT_FOUND"
    message = "There is no such member."


class ContactTaken(Conflict):
    """The e-mail address or the phone number is another member's."""

    code = "CONTACT_TAKEN"
    message = "A member with this e-mail address or phone number exists already. Sign in instead."


class MemberChanged(Conflict):
    """Somebody changed the member since it was read."""

    code = "MEMBER_CHANGED"
    message = "The member was changed meanwhile; the version is {version} now. Read it again."


class StatusConflict(Conflict):
    """The member's status does not permit this."""

    code = "MEMBER_STATUS_CONFLICT"
    message = "The member is {status}, which does not permit this."
