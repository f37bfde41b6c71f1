"""Decide about logins, passwords, roles and scopes: pure functions over plain values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Literal

import phonenumbers

from identity.errors import (
    LoginInvalid,
    PasswordCommon,
    PasswordTooLong,
    PasswordTooShort,
    RoleUnknown,
    ScopeUnknown,
)

Kind = Literal["member", "operator"]
Audience = Literal["mobile", "marketing"]
LoginKind = Literal["email", "phone"]

PASSWORD_MIN = 12
PASSWORD_MAX = 128

AUDIENCES: dict[Kind, Audience] = {"member": "mobile", "operator": "marketing"}
KINDS: dict[Audience, Kind] = {"mobile": "member", "marketing": "operator"}
MEMBER_SCOPES = frozenset({"self"})
TERMINAL_SCOPES = frozenset({"lookup", "earn", "redeem", "refund", "attributes"})

_VIEWER = frozenset({"members.read", "programs.read"})
ROLES: dict[str, frozenset[str]] = {
    "viewer": _VIEWER,
    "marketer": _VIEWER | {"programs.write"},
    "support": _VIEWER | {"members.write", "adjust"},
    "owner": _VIEWER
    | {"members.write", "programs.write", "adjust", "tiers.write"}
    | {"terminals.write", "operators.write"},
}

_EMAIL_MAX = 254
_LOCAL_PART = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_PHONE_SHAPE = re.compile(r"\+?[0-9 ()./\u00a0-]{5,30}")


def normalise_email(text: str) -> str:
    """Give an e-mail address in lower case, its domain in ASCII; dots and +tags are kept.

    The part before @ is lowered too: phones capitalise the first letter that is typed.
    """
    local, at, domain = text.strip().lower().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise LoginInvalid from None
    email = f"{local}@{domain}"
    fits = at and len(local) <= 64 and len(email) <= _EMAIL_MAX
    if not (fits and _LOCAL_PART.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        raise LoginInvalid
    return email


def normalise_phone(text: str, *, region: str) -> str:
    """Give a phone number as E.164; a number without + belongs to the region."""
    if not _PHONE_SHAPE.fullmatch(text.strip()):
        raise LoginInvalid
    try:
        number = phonenumbers.parse(text.strip(), region)
    except phonenumbers.NumberParseException:
        raise LoginInvalid from None
    if not phonenumbers.is_valid_number(number):
        raise LoginInvalid
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normalise_login(text: str, *, region: str) -> tuple[LoginKind, str]:
    """Tell whether a login is an e-mail or a phone and give it in its one form."""
    if "@" in text:
        return "email", normalise_email(text)
    return "phone", normalise_phone(text, region=region)


def login_key(text: str, *, region: str) -> str:
    """Give the login as `email:anna@example.com` or `phone:+37369123456`."""
    prefix, colon, value = text.strip().partition(":")
    if colon and prefix in ("email", "phone"):
        text = value
    kind, normalised = normalise_login(text, region=region)
    return f"{kind}:{normalised}"


def login_id(kind: Kind, login: str) -> str:
    """Give the primary key of a login: members and operators do not collide."""
    return f"{kind}|{login}"


def normalise_password(password: str) -> str:
    """Give the one form of a password that different keyboards spell differently."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, *, common: Collection[str]) -> None:
    """Refuse a password that is too short, too long or among the common ones."""
    if len(password) < PASSWORD_MIN:
        raise PasswordTooShort(minimum=PASSWORD_MIN)
    if len(password) > PASSWORD_MAX:
        raise PasswordTooLong(maximum=PASSWORD_MAX)
    if password.casefold() in common or len(set(password)) < 3:
        raise PasswordCommon


def scopes_of_role(role: str) -> frozenset[str]:
    """Give what operators of this role may do."""
    if role not in ROLES:
        raise RoleUnknown(role=role, known=", ".join(ROLES))
    return ROLES[role]


def check_terminal_scopes(scopes: Collection[str]) -> None:
    """Refuse scopes that no terminal can have."""
    known = ", ".join(sorted(TERMINAL_SCOPES))
    for scope in scopes:
        if scope not in TERMINAL_SCOPES:
            raise ScopeUnknown(scope=scope, known=known)
    if not scopes:
        raise ScopeUnknown(scope="(none)", known=known)
