"""Credentials: the password of a subject and the logins that lead to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.errors import DuplicateKeyError

from foundation import clock, database
from identity import passwords
from identity.errors import AccountBarred, LoginTaken, SignInFailed
from identity.models import Credential, Login, TokenFamily
from identity.passwords import HashedPassword
from identity.rules import Kind, login_id


def register_credential(
    subject_id: str,
    *,
    kind: Kind,
    logins: Sequence[str],
    password: str | HashedPassword,
    session: ClientSession | None = None,
) -> None:
    """Let a subject sign in by its logins (`email:…`, `phone:…`) with a password.

    Inside a transaction give a password hashed before it. Raises LoginTaken, PasswordRefused.
    """
    hashed = passwords.hash_password(password) if isinstance(password, str) else password
    credential = {
        "_id": subject_id,
        "kind": kind,
        "password_hash": hashed.value,
        "changed_at": clock.now(),
    }

    def register(transaction: ClientSession) -> None:
        _add_logins(subject_id, kind, logins, transaction)
        Credential._get_collection().insert_one(dict(credential), session=transaction)

    _within(session, register)


def replace_logins(
    subject_id: str, *, kind: Kind, logins: Sequence[str], session: ClientSession | None = None
) -> None:
    """Make these the only logins of a subject; one that never had a password stays without."""
    wanted = {login_id(kind, login): login for login in logins}

    def replace(transaction: ClientSession) -> None:
        if Credential._get_collection().find_one({"_id": subject_id}, session=transaction) is None:
            return
        found = Login._get_collection().find({"subject_id": subject_id}, session=transaction)
        present = {login["_id"] for login in found}
        for gone in sorted(present - set(wanted)):
            Login._get_collection().delete_one({"_id": gone}, session=transaction)
        fresh = [wanted[key] for key in sorted(set(wanted) - present)]
        _add_logins(subject_id, kind, fresh, transaction)

    _within(session, replace)


def find_by_login(login: str | None, *, kind: Kind) -> dict[str, Any] | None:
    """Find the credential that a login leads to, in as many reads whether it exists or not."""
    found = Login._get_collection().find_one({"_id": login_id(kind, login or "")})
    subject_id = found["subject_id"] if found else ""
    return Credential._get_collection().find_one({"_id": subject_id})


def change_password(subject_id: str, *, current: str, new: str) -> None:
    """Set another password and end every sign-in. Raises SignInFailed, PasswordRefused."""
    credential = Credential._get_collection().find_one({"_id": subject_id})
    stored = credential["password_hash"] if credential else None
    if not passwords.verify(current, stored)[0]:
        raise SignInFailed
    fresh = passwords.hash_password(new).value
    store_hash(subject_id, before=str(stored), after=fresh)
    sign_out_everywhere(subject_id, reason="password_changed")


def store_hash(subject_id: str, *, before: str, after: str) -> None:
    """Replace a password's hash if it is still the one that was read."""
    Credential._get_collection().update_one(
        {"_id": subject_id, "password_hash": before},
        {"$set": {"password_hash": after, "changed_at": clock.now()}},
    )


def bar_subject(subject_id: str, *, session: ClientSession | None = None) -> None:
    """Keep a subject from signing in and end its sign-ins; it may have no credential at all."""
    Credential._get_collection().update_one(
        {"_id": subject_id}, {"$set": {"barred_at": clock.now()}}, session=session
    )
    sign_out_everywhere(subject_id, reason="barred", session=session)


def unbar_subject(subject_id: str, *, session: ClientSession | None = None) -> None:
    """Let a subject sign in again."""
    Credential._get_collection().update_one(
        {"_id": subject_id}, {"$unset": {"barred_at": ""}}, session=session
    )


def sign_out_everywhere(
    subject_id: str, *, reason: str = "signed_out", session: ClientSession | None = None
) -> None:
    """Revoke every refresh token of a subject; access tokens live out their minutes."""
    TokenFamily._get_collection().update_many(
        {"subject_id": subject_id, "revoked_at": None},
        {"$set": {"revoked_at": clock.now(), "revoked_for": reason}},
        session=session,
    )


def _add_logins(subject_id: str, kind: Kind, logins: Sequence[str], session: ClientSession) -> None:
    for login in logins:
        try:
            Login._get_collection().insert_one(
                {"_id": login_id(kind, login), "subject_id": subject_id}, session=session
            )
        except DuplicateKeyError as error:
            raise LoginTaken from error


def _within(session: ClientSession | None, change: Any) -> None:
    if session is None:
        database.in_transaction(change)
    else:
        change(session)


def require_unbarred(subject_id: str) -> None:
    """Refuse a subject who is barred by now, whose access token may live on for minutes.

    One read; for writes that must not wait for the token to expire. Raises AccountBarred.
    """
    found = Credential._get_collection().find_one({"_id": subject_id}, {"barred_at": 1})
    if found is not None and found.get("barred_at"):
        raise AccountBarred
