"""Signing in as an operator, staying signed in, signing out."""

from __future__ import annotations

from api.blueprint import Blueprint
from api.sessions import add_session_routes

OPERATOR_EXAMPLE = {"login": "olga@example.com", "password": "correct horse battery"}

blueprint = Blueprint(
    "marketing_sessions",
    url_prefix="/v1/marketing",
    tag="Marketing: sign-in",
    description="An operator signs in by e-mail and password",
)
add_session_routes(blueprint, kind="operator", example=OPERATOR_EXAMPLE)
