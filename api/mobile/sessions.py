"""Signing in on a phone, staying signed in, signing out."""

from __future__ import annotations

from api.blueprint import Blueprint
from api.schemas import SIGN_IN_EXAMPLE
from api.sessions import add_session_routes

blueprint = Blueprint(
    "mobile_sessions",
    url_prefix="/v1/mobile",
    tag="Mobile: sign-in",
    description="A member signs in by e-mail or phone number and password",
)
add_session_routes(blueprint, kind="member", example=SIGN_IN_EXAMPLE)
