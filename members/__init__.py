"""Who belongs: members, their profiles and their status.

A member joins by signing up with a password, or is enrolled at a till or from an import without
one. Joining is one transaction, to which bootstrap's hook adds the wallet and the first card.
Companies and households are members too; links say who belongs to whom.
"""

from members import links
from members.anniversaries import born_on, count_active, everybody, joined_on
from members.errors import (
    ContactRequired,
    ContactTaken,
    CursorInvalid,
    MemberChanged,
    MemberNotFound,
    ProfileInvalid,
    ReasonRequired,
    StatusConflict,
)
from members.events import BirthDateChanged, MemberJoined, MemberStatusChanged
from members.joining import enroll, sign_up
from members.profiles import update_profile
from members.queries import (
    MemberPage,
    find_member,
    find_member_by_email,
    find_member_by_phone,
    get_home_profile,
    get_member,
    get_status_changes,
    list_members,
)
from members.rules import KINDS, LOCALES, NAME_MAX, REASON_MAX, REASON_MIN, STATUSES
from members.settings import OnJoined, configure, set_on_joined
from members.statuses import close, reinstate, suspend

__all__ = [
    "KINDS",
    "LOCALES",
    "NAME_MAX",
    "REASON_MAX",
    "REASON_MIN",
    "STATUSES",
    "BirthDateChanged",
    "ContactRequired",
    "ContactTaken",
    "CursorInvalid",
    "MemberChanged",
    "MemberJoined",
    "MemberNotFound",
    "MemberPage",
    "MemberStatusChanged",
    "OnJoined",
    "ProfileInvalid",
    "ReasonRequired",
    "StatusConflict",
    "born_on",
    "close",
    "configure",
    "count_active",
    "enroll",
    "everybody",
    "find_member",
    "find_member_by_email",
    "find_member_by_phone",
    "get_home_profile",
    "get_member",
    "get_status_changes",
    "links",
    "joined_on",
    "list_members",
    "reinstate",
    "set_on_joined",
    "sign_up",
    "suspend",
    "update_profile",
]
