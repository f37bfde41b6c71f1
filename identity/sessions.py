"""Signing in, refreshing and signing out.

Refresh tokens of one sign-in form a family. The token of a generation is an HMAC of the family
and the generation, so the successor can be given again to a phone that lost the answer. The
family keeps only hashes of the current token and the one before it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime, timedelta
from typing import Any

from foundation import clock, ids
from identity import credentials, passwords, tokens
from identity.callers import TokenPair
from identity.errors import AccountBarred, LoginInvalid, RefreshRefused, SignInFailed
from identity.models import Operator, TokenFamily
from identity.rules import MEMBER_SCOPES, Kind, login_key, scopes_of_role
from identity.settings import encode, settings

OVERLAP = timedelta(seconds=30)

_SHAPE = re.compile(r"kpr_([0-9a-z]{24})_([0-9]{1,9})_([A-Za-z0-9_-]{43})")


def sign_in(login: str, password: str, *, kind: Kind) -> TokenPair:
    """Open a sign-in for a login as people type it.

    Raises SignInFailed alike for an unknown login and a wrong password, after the same work;
    AccountBarred only to one who knows the password.
    """
    try:
        key = login_key(login, region=settings().region)
    except LoginInvalid:
        key = None
    credential = credentials.find_by_login(key, kind=kind)
    stored = credential["password_hash"] if credential else None
    is_right, fresh = passwords.verify(password, stored)
    if not is_right or credential is None or stored is None:
        raise SignInFailed
    if credential.get("barred_at"):
        raise AccountBarred
    if fresh:
        credentials.store_hash(credential["_id"], before=stored, after=fresh)
    opened = _open_family(credential["_id"], kind)
    # Who was barred while the password was being checked is not let in by a moment.
    try:
        credentials.require_unbarred(credential["_id"])
    except AccountBarred:
        sign_out(opened.refresh_token)
        raise
    return opened


def refresh(refresh_token: str) -> TokenPair:
    """Exchange a refresh token for its successor and a new access token.

    Within 30 seconds the token before the current one gives the same successor again. An older
    one has leaked: the whole family is revoked. Raises RefreshRefused.
    """
    family_id, generation, digest = _parse(refresh_token)
    for _ in range(2):
        family = _find_living(family_id)
        if hmac.compare_digest(digest, family["current_hash"]):
            successor = _rotate(family)
        elif _is_overlapping(family, digest):
            successor = _given_before(family)
        else:
            raise _reuse(family, generation, refresh_token)
        if successor:
            return _pair(family["subject_id"], family["kind"], successor)
    raise RefreshRefused


def sign_out(refresh_token: str) -> None:
    """End a sign-in. A token that is not valid any more has nothing left to end."""
    try:
        family_id, generation, _ = _parse(refresh_token)
    except RefreshRefused:
        return
    if _is_ours(refresh_token, family_id, generation):
        _revoke(family_id, "signed_out")


def forget_expired_families(*, older_than: timedelta = timedelta(days=7)) -> int:
    """Delete sign-ins that expired in the month before; the worker calls this daily."""
    until = clock.now() - older_than
    bounds = {"$gte": until - timedelta(days=31), "$lt": until}
    return TokenFamily._get_collection().delete_many({"expires_at": bounds}).deleted_count


def _open_family(subject_id: str, kind: Kind) -> TokenPair:
    now = clock.now()
    family_id = ids.new("fam")
    token = _token(family_id, 0)
    pair = _pair(subject_id, kind, token)
    TokenFamily._get_collection().insert_one(
        {
            "_id": family_id,
            "subject_id": subject_id,
            "kind": kind,
            "generation": 0,
            "current_hash": _digest(token),
            "created_at": now,
            "expires_at": now + settings().refresh_ttl,
        }
    )
    return pair


def _find_living(family_id: str) -> dict[str, Any]:
    family: dict[str, Any] | None = TokenFamily._get_collection().find_one({"_id": family_id})
    if family is None or family.get("revoked_at") or family["expires_at"] <= clock.now():
        raise RefreshRefused
    return family


def _rotate(family: dict[str, Any]) -> str | None:
    """Give the successor, or None when another request has rotated the family meanwhile."""
    successor = _token(family["_id"], family["generation"] + 1)
    change = {
        "generation": family["generation"] + 1,
        "current_hash": _digest(successor),
        "previous_hash": family["current_hash"],
        "rotated_at": clock.now(),
    }
    done = TokenFamily._get_collection().update_one(
        {"_id": family["_id"], "current_hash": family["current_hash"], "revoked_at": None},
        {"$set": change},
    )
    return successor if done.modified_count else None


def _is_overlapping(family: dict[str, Any], digest: str) -> bool:
    previous, rotated_at = family.get("previous_hash"), family.get("rotated_at")
    if previous is None or rotated_at is None:
        return False
    is_recent: bool = clock.now() - rotated_at <= OVERLAP
    return is_recent and hmac.compare_digest(digest, previous)


def _given_before(family: dict[str, Any]) -> str:
    """Give the current token again, if the secret that made it is still ours."""
    token = _token(family["_id"], family["generation"])
    if not hmac.compare_digest(_digest(token), family["current_hash"]):
        raise RefreshRefused
    return token


def _reuse(family: dict[str, Any], generation: int, token: str) -> RefreshRefused:
    """Revoke the family if the token was truly one of it: a guess must not end a sign-in."""
    if generation < family["generation"] and _is_ours(token, family["_id"], generation):
        _revoke(family["_id"], "reuse")
    return RefreshRefused()


def _revoke(family_id: str, reason: str) -> None:
    TokenFamily._get_collection().update_one(
        {"_id": family_id, "revoked_at": None},
        {"$set": {"revoked_at": clock.now(), "revoked_for": reason}},
    )


def _pair(subject_id: str, kind: Kind, refresh_token: str) -> TokenPair:
    now: datetime = clock.now()
    access = tokens.issue(subject_id, kind=kind, scopes=_scopes(subject_id, kind), now=now)
    return TokenPair(access, refresh_token, settings().access_ttl_seconds, subject_id)


def _scopes(subject_id: str, kind: Kind) -> frozenset[str]:
    if kind == "member":
        return MEMBER_SCOPES
    operator = Operator._get_collection().find_one({"_id": subject_id, "status": "active"})
    if operator is None:
        raise AccountBarred
    return scopes_of_role(operator["role"])


def _token(family_id: str, generation: int) -> str:
    """Make the refresh token of a generation: 256 bits that only the secret can produce."""
    text = f"{family_id}|{generation}".encode()
    secret = encode(hmac.digest(settings().refresh_secret, text, "sha256"))
    return f"kpr_{family_id.removeprefix('fam_')}_{generation}_{secret}"


def _is_ours(token: str, family_id: str, generation: int) -> bool:
    return hmac.compare_digest(token, _token(family_id, generation))


def _parse(token: str) -> tuple[str, int, str]:
    shape = _SHAPE.fullmatch(token)
    if shape is None:
        raise RefreshRefused
    return f"fam_{shape[1]}", int(shape[2]), _digest(token)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("ascii")).hexdigest()
