"""Who calls: credentials, tokens, operators' roles and terminals' keys.

A member or an operator signs in by e-mail or phone and holds a pair of tokens; a till holds a
key. Either way a request becomes a `Caller` with scopes. Nothing else in the house knows how a
password is hashed or a token signed. `identity.configure(config)` comes first.
"""

from identity.callers import Caller, TokenPair
from identity.credentials import (
    bar_subject,
    change_password,
    register_credential,
    replace_logins,
    require_unbarred,
    sign_out_everywhere,
    unbar_subject,
)
from identity.errors import (
    AccessTokenRefused,
    AccountBarred,
    LoginInvalid,
    LoginTaken,
    NotAuthenticated,
    OperatorNotFound,
    PasswordCommon,
    PasswordRefused,
    PasswordTooLong,
    PasswordTooShort,
    RefreshRefused,
    RoleUnknown,
    ScopeUnknown,
    SignInFailed,
    TerminalKeyRefused,
    TerminalNotFound,
)
from identity.memory import forget_cache
from identity.operators import (
    OperatorView,
    change_role,
    close_operator,
    create_operator,
    get_operator,
    list_operators,
)
from identity.passwords import HashedPassword, hash_password
from identity.rules import (
    MEMBER_SCOPES,
    PASSWORD_MAX,
    PASSWORD_MIN,
    ROLES,
    TERMINAL_SCOPES,
    login_key,
    normalise_email,
    normalise_login,
    normalise_phone,
)
from identity.sessions import forget_expired_families, refresh, sign_in, sign_out
from identity.settings import configure
from identity.terminals import (
    TerminalView,
    create_terminal,
    get_terminal,
    list_terminals,
    revoke_terminal,
    verify_terminal_key,
)
from identity.tokens import public_jwks, verify_access_token

__all__ = [
    "MEMBER_SCOPES",
    "PASSWORD_MAX",
    "PASSWORD_MIN",
    "ROLES",
    "TERMINAL_SCOPES",
    "AccessTokenRefused",
    "AccountBarred",
    "Caller",
    "HashedPassword",
    "LoginInvalid",
    "LoginTaken",
    "NotAuthenticated",
    "OperatorNotFound",
    "OperatorView",
    "PasswordCommon",
    "PasswordRefused",
    "PasswordTooLong",
    "PasswordTooShort",
    "RefreshRefused",
    "RoleUnknown",
    "ScopeUnknown",
    "SignInFailed",
    "TerminalKeyRefused",
    "TerminalNotFound",
    "TerminalView",
    "TokenPair",
    "bar_subject",
    "change_password",
    "change_role",
    "close_operator",
    "configure",
    "create_operator",
    "create_terminal",
    "forget_cache",
    "forget_expired_families",
    "get_operator",
    "get_terminal",
    "hash_password",
    "list_operators",
    "list_terminals",
    "login_key",
    "normalise_email",
    "normalise_login",
    "normalise_phone",
    "public_jwks",
    "refresh",
    "register_credential",
    "replace_logins",
    "require_unbarred",
    "revoke_terminal",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "unbar_subject",
    "verify_access_token",
    "verify_terminal_key",
]
