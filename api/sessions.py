"""Signing in, staying signed in, signing out: the same for members and for operators."""

from __future__ import annotations

from typing import Any, Literal

from flask import Response

import identity
from api.answers import no_content
from api.blueprint import Blueprint, refuses
from api.callers import public
from api.schemas import (
    REFRESH_EXAMPLE,
    TOKENS_EXAMPLE,
    RefreshSchema,
    SignInSchema,
    TokensSchema,
)


def add_session_routes(
    blueprint: Blueprint, *, kind: Literal["member", "operator"], example: dict[str, str]
) -> None:
    """Add the three routes of a kind of caller to its audience's blueprint."""

    @blueprint.route("/sign-in", methods=["POST"])
    @public
    @refuses(identity.SignInFailed, identity.AccountBarred)
    @blueprint.arguments(SignInSchema, example=example)
    @blueprint.response(200, TokensSchema, example=TOKENS_EXAMPLE)
    def sign_in(credentials: dict[str, Any]) -> Any:
        """Sign in."""
        return identity.sign_in(credentials["login"], credentials["password"], kind=kind)

    @blueprint.route("/token/refresh", methods=["POST"])
    @public
    @refuses(identity.RefreshRefused)
    @blueprint.arguments(RefreshSchema, example=REFRESH_EXAMPLE)
    @blueprint.response(200, TokensSchema, example=TOKENS_EXAMPLE)
    def refresh_token(given: dict[str, Any]) -> Any:
        """Change a refresh token for new tokens.

        Each refresh token is good once. Sent again within 30 seconds, because the answer was lost,
        it gives the same successor; later it ends the whole sign-in, for it may have been stolen.
        """
        return identity.refresh(given["refresh_token"])

    @blueprint.route("/sign-out", methods=["POST"])
    @public
    @refuses()
    @blueprint.arguments(RefreshSchema, example=REFRESH_EXAMPLE)
    @blueprint.response(204)
    def sign_out(given: dict[str, Any]) -> Response:
        """Sign out.

        The refresh token is dead at once, an access token within its ten minutes.
        """
        identity.sign_out(given["refresh_token"])
        return no_content()
