"""Changes of a profile, each by one write that is guarded by the version read before it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.errors import DuplicateKeyError

import identity
import jobs
from foundation import clock, database
from members import queries, rules
from members.errors import ContactRequired, ContactTaken, MemberChanged, StatusConflict
from members.events import BirthDateChanged
from members.models import Member
from members.settings import settings

Record = dict[str, Any]

_ATTEMPTS = 5


def clean(profile: Mapping[str, Any]) -> Record:
    """Give the fields of a profile as they are stored. Raises ProfileInvalid."""
    around = rules.Circumstances(
        today=clock.now().date(),
        normalise_email=identity.normalise_email,
        normalise_phone=partial(identity.normalise_phone, region=settings().region),
    )
    return rules.clean_profile(profile, around)


def update_profile(
    member_id: str, changes: Mapping[str, Any], *, version: int | None = None
) -> Record:
    """Change fields of a profile; None removes one. Other contacts sign in from then on.

    Parts of a name that are not given stay.

    Fields: name {given, family}, email, phone, locale, birth_date, store_id, accepts_marketing.
    With a version, it is changed only if it is still that one. Raises MemberNotFound,
    MemberChanged, StatusConflict, ProfileInvalid, ContactRequired, ContactTaken.
    """
    wanted = clean(changes)
    fields = dict(wanted)
    for _ in range(_ATTEMPTS):
        before = queries.get_member(member_id)
        if version is not None and before["version"] != version:
            raise MemberChanged(version=before["version"])
        if before["status"] == "closed":
            raise StatusConflict(status="closed")
        if "name" in wanted:
            fields["name"] = rules.name_after(before["name"], wanted["name"])
        after = before | fields
        if "name" in fields:
            after["name"] = {"given": None, "family": None} | (fields["name"] or {})
        if after == before:
            return before
        if _write(before, after, fields):
            return after | {"version": before["version"] + 1}
    raise MemberChanged(version=queries.get_member(member_id)["version"])


def _write(before: Record, after: Record, fields: Record) -> bool:
    """Write the fields if the version is still the one before; tell whether it was."""
    logins = rules.logins_of(after)
    is_same_login = logins == rules.logins_of(before)
    is_same_birth = after["birth_date"] == before["birth_date"]
    if is_same_login and is_same_birth:
        return _write_fields(before, fields, None)
    if not is_same_login and not logins:
        raise ContactRequired
    noted = fields if is_same_birth else fields | {"birth_date_set_at": clock.now()}

    def write(session: ClientSession) -> bool:
        if not _write_fields(before, noted, session):
            return False
        if not is_same_login:
            identity.replace_logins(before["id"], kind="member", logins=logins, session=session)
        if not is_same_birth:
            jobs.publish(BirthDateChanged(before["id"]), session=session)
        return True

    try:
        return database.in_transaction(write)
    except (DuplicateKeyError, identity.LoginTaken) as error:
        raise ContactTaken from error


def _write_fields(before: Record, fields: Record, session: ClientSession | None) -> bool:
    present = {field: value for field, value in fields.items() if value is not None}
    change: Record = {"$inc": {"version": 1}}
    if present:
        change["$set"] = present
    if gone := {field: "" for field, value in fields.items() if value is None}:
        change["$unset"] = gone
    done = Member._get_collection().update_one(
        {"_id": before["id"], "version": before["version"]}, change, session=session
    )
    return done.modified_count == 1
