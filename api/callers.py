"""Who may call what. Deny is the default: a route that declares no audience answers nobody.

A view says its audience and scope by one decorator; before the view runs, the credential in
`Authorization: Bearer …` is turned into a `Caller` by identity and compared with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import current_app, g, request

import identity
from api.refusals import CredentialMissing, ScopeMissing
from identity import Caller

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """Whom a route serves: public, member, operator or terminal, and the scope it asks for."""

    audience: str
    scope: str | None = None


def _declare(access: Access) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return decorate


def public(view: View) -> View:
    """Declare a route that anybody may call."""
    return _declare(Access("public"))(view)


def member(scope: str) -> Callable[[View], View]:
    """Declare a route for members, each for what is their own."""
    return _declare(Access("member", scope))


def operator(scope: str) -> Callable[[View], View]:
    """Declare a route for operators whose role has this scope."""
    return _declare(Access("operator", scope))


def terminal(scope: str) -> Callable[[View], View]:
    """Declare a route for terminals whose key has this scope."""
    return _declare(Access("terminal", scope))


def caller() -> Caller:
    """Give who calls; only on routes that are not public."""
    found: Caller = g.caller
    return found


def access_of(view: Callable[..., Any]) -> Access | None:
    """Give the access that a view declares, if it declares one."""
    return getattr(view, "access", None)


def bearer() -> str:
    """Give the credential of the request at hand, or refuse with CredentialMissing."""
    scheme, _, credential = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not credential.strip():
        raise CredentialMissing
    return credential.strip()


def admit() -> None:
    """Let the request in, or refuse it, before its view runs."""
    if request.endpoint is None or request.method == "OPTIONS":
        return
    access = access_of(current_app.view_functions[request.endpoint])
    if access is None:
        raise RuntimeError(f"{request.endpoint} declares no audience")
    if access.audience == "public":
        return
    g.caller = _identify(access.audience, bearer())
    if access.scope not in g.caller.scopes:
        raise ScopeMissing(scope=access.scope)


def _identify(audience: str, credential: str) -> Caller:
    if audience == "terminal":
        return identity.verify_terminal_key(credential)
    if audience == "member":
        return identity.verify_access_token(credential, audience="mobile")
    return identity.verify_access_token(credential, audience="marketing")
