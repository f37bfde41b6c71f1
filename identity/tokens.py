"""Access tokens: ES256, ten minutes, one audience each; a verified token is remembered."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from foundation import clock
from identity.callers import Caller
from identity.errors import AccessTokenRefused
from identity.memory import Memory
from identity.rules import AUDIENCES, KINDS, Audience, Kind
from identity.settings import encode, public_jwk, settings

TYPE = "at+jwt"
ALGORITHM = "ES256"
_CLAIMS = ["iss", "aud", "sub", "iat", "exp", "jti", "scope", "kind"]
_HEADER = {"alg", "kid", "typ"}
_LONGEST = 4096
_CLOCK_SKEW = timedelta(minutes=1)
_END_OF_TIME = 2**37  # seconds, some four thousand years


_verified: Memory[tuple[bytes, str], Caller] = Memory(capacity=20_000)


def issue(subject_id: str, *, kind: Kind, scopes: frozenset[str], now: datetime) -> str:
    """Sign an access token for a member or an operator."""
    own = settings()
    issued = int(now.timestamp())
    claims = {
        "iss": own.issuer,
        "aud": AUDIENCES[kind],
        "sub": subject_id,
        "iat": issued,
        "exp": issued + own.access_ttl_seconds,
        "jti": encode(secrets.token_bytes(12)),
        "scope": " ".join(sorted(scopes)),
        "kind": kind,
    }
    headers = {"typ": TYPE, "kid": own.kid}
    return jwt.encode(claims, own.private_key, algorithm=ALGORITHM, headers=headers)


def verify_access_token(token: str, *, audience: Audience) -> Caller:
    """Give the caller whom a token names; the signature is checked once per token.

    Raises AccessTokenRefused for every fault alike: a forger learns nothing.
    """
    now = clock.now()
    key = (hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest(), audience)
    caller = _verified.find(key, now)
    if caller is None:
        claims = _decode(token, audience)
        caller = _caller_from(claims, audience, now)
        _verified.keep(key, caller, until=datetime.fromtimestamp(claims["exp"], UTC))
    return caller


def public_jwks() -> dict[str, list[dict[str, str]]]:
    """Give the public keys that verify our tokens, as a JWK set."""
    return {
        "keys": [
            public_jwk(key) | {"kid": kid, "use": "sig", "alg": ALGORITHM}
            for kid, key in settings().public_keys.items()
        ]
    }


def _decode(token: str, audience: str) -> dict[str, Any]:
    if len(token) > _LONGEST:
        raise AccessTokenRefused
    own = settings()
    try:
        header = jwt.get_unverified_header(token)
        key = own.public_keys.get(header.get("kid", ""))
        if key is None or header.get("typ") != TYPE or set(header) != _HEADER:
            raise AccessTokenRefused
        # The library would ask the machine's time; the house has a clock of its own.
        return jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            audience=audience,
            issuer=own.issuer,
            options={
                "require": _CLAIMS,
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
                "strict_aud": True,
            },
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise AccessTokenRefused from error


def _caller_from(claims: dict[str, Any], audience: Audience, now: datetime) -> Caller:
    kind, scope = KINDS[audience], claims["scope"]
    if claims["kind"] != kind or not isinstance(scope, str):
        raise AccessTokenRefused
    if _moment(claims["exp"]) <= now or _moment(claims["iat"]) > now + _CLOCK_SKEW:
        raise AccessTokenRefused
    return Caller(kind=kind, id=claims["sub"], scopes=frozenset(scope.split()))


def _moment(seconds: object) -> datetime:
    if type(seconds) is not int or not 0 <= seconds < _END_OF_TIME:
        raise AccessTokenRefused
    return datetime.fromtimestamp(seconds, UTC)
