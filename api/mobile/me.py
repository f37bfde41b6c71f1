"""A member's own profile: joining, reading, changing."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import marshmallow as ma

import identity
import members
from api.answers import guarded, versioned
from api.blueprint import Blueprint, refuses
from api.callers import caller, member, public
from api.profiles import (
    CHANGES_EXAMPLE,
    MEMBER_EXAMPLE,
    SIGN_UP_EXAMPLE,
    MemberSchema,
    ProfileSchema,
    SignUpSchema,
)
from api.schemas import TOKENS_EXAMPLE, TokensSchema

blueprint = Blueprint(
    "mobile_me",
    url_prefix="/v1/mobile",
    tag="Mobile: profile",
    description="Joining, and what a member says of themself",
)


class JoinedSchema(TokensSchema):
    """A new member, signed in."""

    member = ma.fields.Nested(MemberSchema, required=True)


@blueprint.route("/sign-up", methods=["POST"])
@public
@refuses(
    identity.LoginInvalid,
    identity.PasswordTooShort,
    identity.PasswordTooLong,
    identity.PasswordCommon,
    members.ProfileInvalid,
    members.ContactTaken,
)
@blueprint.arguments(SignUpSchema, example=SIGN_UP_EXAMPLE)
@blueprint.response(201, JoinedSchema, example={**TOKENS_EXAMPLE, "member": MEMBER_EXAMPLE})
def sign_up(profile: dict[str, Any]) -> Any:
    """Join the program.

    The member has a wallet and a virtual card at once, and is signed in.
    """
    login, password = profile.pop("login"), profile.pop("password")
    joined = members.sign_up(login=login, password=password, profile=profile)
    tokens = identity.sign_in(login, password, kind="member")
    return asdict(tokens) | {"member": joined}


@blueprint.route("/me", methods=["GET"])
@member("self")
@refuses(members.MemberNotFound)
@versioned
@blueprint.response(200, MemberSchema, example=MEMBER_EXAMPLE)
def get_me() -> Any:
    """Give the member's own profile."""
    return members.get_member(caller().id)


@blueprint.route("/me", methods=["PATCH"])
@member("self")
@refuses(
    members.MemberNotFound,
    members.MemberChanged,
    members.StatusConflict,
    members.ProfileInvalid,
    members.ContactRequired,
    members.ContactTaken,
)
@blueprint.arguments(ProfileSchema, example=CHANGES_EXAMPLE)
@guarded
@versioned
@blueprint.response(200, MemberSchema, example=MEMBER_EXAMPLE)
def update_me(changes: dict[str, Any], *, version: int | None) -> Any:
    """Change the member's own profile.

    Fields that are not sent stay as they are; null removes one. With `If-Match` the profile is
    changed only if nobody has changed it since.
    """
    return members.update_profile(caller().id, changes, version=version)
