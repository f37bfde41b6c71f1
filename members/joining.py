"""Joining: a member, its credential, what the hook adds and the event, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.errors import DuplicateKeyError

import identity
import jobs
from foundation import clock, database, ids
from members import queries, rules
from members.errors import ContactTaken
from members.events import MemberJoined
from members.models import Member
from members.profiles import clean
from members.settings import on_joined, settings

Record = dict[str, Any]


def sign_up(*, login: str, password: str, profile: Mapping[str, Any] | None = None) -> Record:
    """Make somebody a member who signs in by e-mail or phone with a password.

    `profile` has the fields of `update_profile`; the login overrides the contact of its kind.
    Raises LoginInvalid, PasswordRefused, ProfileInvalid, ContactTaken.
    """
    kind, contact = identity.normalise_login(login, region=settings().region)
    fields = clean(dict(profile or {}) | {kind: contact})
    hashed = identity.hash_password(password)
    return _join(_draft(ids.new("mem"), fields, clock.now()), hashed)


def enroll(
    *,
    profile: Mapping[str, Any] | None = None,
    member_id: str | None = None,
    joined_at: datetime | None = None,
    kind: str = "person",
) -> Record:
    """Make somebody a member without a password: at a till, by an operator, from an import.

    A `kind` other than person is a company or a household: a wallet that several people share.

    With an id of the caller's making it is safe to repeat: the member that is there is given.
    Raises ProfileInvalid, ContactTaken.
    """
    fields = clean(profile or {})
    chosen = member_id or ids.new("mem")
    there = queries.find_member_by_id(chosen) if member_id else None
    if there is not None:
        return there
    try:
        draft = _draft(chosen, fields, joined_at or clock.now())
        return _join(draft if kind == "person" else draft | {"kind": kind}, None)
    except (DuplicateKeyError, ContactTaken):
        there = queries.find_member_by_id(chosen)
        if there is None:
            raise
        return there


def draft_household(name: str) -> Record:
    """Draft a household for `admit`. Raises ProfileInvalid."""
    draft = _draft(ids.new("mem"), clean({"name": {"given": name}}), clock.now())
    return draft | {"kind": "household"}


def admit(member: Record, session: ClientSession) -> None:
    """Write a drafted member with what the hook adds and the event, in a transaction."""
    Member._get_collection().insert_one(dict(member), session=session)
    on_joined(member["_id"], session)
    jobs.publish(MemberJoined(member["_id"]), session=session)


def _draft(member_id: str, fields: Record, joined_at: datetime) -> Record:
    whole = fields | {"name": rules.name_after(None, fields.get("name"))}
    known = {field: value for field, value in whole.items() if value is not None}
    return {
        "_id": member_id,
        "locale": settings().locale,
        "accepts_marketing": False,
        **known,
        "status": "active",
        "joined_at": joined_at,
        "joined_order": rules.joined_order(joined_at, member_id),
        "version": 1,
    }


def _join(member: Record, password: identity.HashedPassword | None) -> Record:
    def join(session: ClientSession) -> None:
        if password is not None:
            identity.register_credential(
                member["_id"],
                kind="member",
                logins=rules.logins_of(member),
                password=password,
                session=session,
            )
        admit(member, session)

    try:
        database.in_transaction(join)
    except identity.LoginTaken as refusal:
        raise ContactTaken from refusal
    except DuplicateKeyError as error:
        raise _taken(error) from error
    return queries.as_view(member)


def _taken(error: DuplicateKeyError) -> Exception:
    """Tell a contact of another member from a member who is there already."""
    keys = (error.details or {}).get("keyPattern", {})
    return ContactTaken() if {"email", "phone"}.intersection(keys) else error
