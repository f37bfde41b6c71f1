"""Refusals of identity.

Invalid
├── LoginInvalid            LOGIN_INVALID
├── PasswordRefused
│   ├── PasswordTooShort    PASSWORD_TOO_SHORT
│   ├── PasswordTooLong     PASSWORD_TOO_LONG
│   └── PasswordCommon      PASSWORD_COMMON
├── RoleUnknown             ROLE_UNKNOWN
└── ScopeUnknown            SCOPE_UNKNOWN
NotAllowed
├── NotAuthenticated        the caller is not known: the porch asks for credentials
│   ├── SignInFailed        SIGN_IN_FAILED
│   ├── AccessTokenRefused  ACCESS_TOKEN_REFUSED
│   ├── RefreshRefused      REFRESH_REFUSED
│   └── TerminalKeyRefused  TERMINAL_KEY_REFUSED
└── AccountBarred           ACCOUNT_BARRED
NotFound
├── OperatorNotFound        OPERATOR_NOT_FOUND
└── TerminalNotFound        TERMINAL_NOT_FOUND
Conflict
└── LoginTaken              LOGIN_TAKEN
"""

from __future__ import annotations

from foundation.errors import Conflict, Invalid, NotAllowed, NotFound


class LoginInvalid(Invalid):
    """The login is neither an e-mail address nor a phone number."""

    code = "LOGIN_INVALID"
    message = "Give an e-mail address or a phone number in international form, as +37369123456."


class PasswordRefused(Invalid):
    """The password may not be used."""

    code = "PASSWORD_REFUSED"
    message = "This password may not be used. Choose another."


class PasswordTooShort(PasswordRefused):
    """The password has too few characters."""

    code = "PASSWORD_TOO_SHORT"
    message = "A password needs at least {minimum} characters."


class PasswordTooLong(PasswordRefused):
    """The password has too many characters."""

    code = "PASSWORD_TOO_LONG"
    message = "A password may have at most {maximum} characters."


class PasswordCommon(PasswordRefused):
    """The password is one that everybody tries first."""

    code = "PASSWORD_COMMON"
    message = "This password is too common. Choose one that others would not guess."


class RoleUnknown(Invalid):
    """There is no such role of operators."""

    code = "ROLE_UNKNOWN"
    message = "There is no role {role}. Choose one of: {known}."


class ScopeUnknown(Invalid):
    """A terminal cannot be given such a scope."""

    code = "SCOPE_UNKNOWN"
    message = "There is no scope {scope} for terminals. Choose among: {known}."


class NotAuthenticated(NotAllowed):
    """The caller has not shown who it is."""

    code = "NOT_AUTHENTICATED"
    message = "Sign in to do this."


class SignInFailed(NotAuthenticated):
    """The login or the password is wrong; which of them is not told."""

    code = "SIGN_IN_FAILED"
    message = "The login or the password is wrong."


class AccessTokenRefused(NotAuthenticated):
    """The access token is missing a property, forged, of another audience, or expired."""

    code = "ACCESS_TOKEN_REFUSED"
    message = "The access token is not valid or no longer valid. Refresh it or sign in again."


class RefreshRefused(NotAuthenticated):
    """The refresh token is unknown, used, revoked or expired."""

    code = "REFRESH_REFUSED"
    message = "The refresh token is not valid or no longer valid. Sign in again."


class TerminalKeyRefused(NotAuthenticated):
    """The terminal's key is unknown or revoked."""

    code = "TERMINAL_KEY_REFUSED"
    message = "The terminal key is not valid or has been revoked."


class AccountBarred(NotAllowed):
    """The password or the token is right, but the account is suspended or closed."""

    code = "ACCOUNT_BARRED"
    message = "This account is suspended. Contact the shop."


class OperatorNotFound(NotFound):
    """There is no such operator."""

    code = "OPERATOR_NOT_FOUND"
    message = "There is no such operator."


class TerminalNotFound(NotFound):
    """There is no such terminal."""

    code = "TERMINAL_NOT_FOUND"
    message = "There is no such terminal."


class LoginTaken(Conflict):
    """The e-mail address or the phone number signs somebody in already."""

    code = "LOGIN_TAKEN"
    message = "This e-mail address or phone number is already in use."
