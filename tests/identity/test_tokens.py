"""Access tokens: what is accepted, and the table of what is refused."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

import identity
from foundation.clock import FrozenClock
from foundation.config import Config
from identity import rules, tokens

Edit = Callable[[dict[str, Any], dict[str, Any]], None]
STRANGER = ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def token(clock: FrozenClock) -> str:
    """Issue a member's token at opening time."""
    return tokens.issue("mem_anna", kind="member", scopes=rules.MEMBER_SCOPES, now=clock.now())


def edited(token: str, config: Config, edit: Edit, *, key: Any = None, alg: str = "ES256") -> str:
    """Change a token's header and claims and sign it again, with our own key unless told."""
    header = jwt.get_unverified_header(token)
    claims = jwt.decode(token, options={"verify_signature": False})
    edit(header, claims)
    own = load_pem_private_key(config.token_private_key_pem.encode(), password=None)
    header.pop("alg")
    signing_key = None if alg == "none" else key or own
    return jwt.encode(claims, signing_key, algorithm=alg, headers=header)


def refuse(token: str, audience: Any = "mobile") -> None:
    with pytest.raises(identity.AccessTokenRefused) as refused:
        identity.verify_access_token(token, audience=audience)
    assert refused.value.code == "ACCESS_TOKEN_REFUSED"


EDITS: dict[str, Edit] = {
    "wrong audience": lambda h, c: c.update(aud="marketing"),
    "list of audiences": lambda h, c: c.update(aud=["mobile", "marketing"]),
    "wrong issuer": lambda h, c: c.update(iss="someone"),
    "expired": lambda h, c: c.update(exp=c["iat"]),
    "expiry as text": lambda h, c: c.update(exp="9999999999"),
    "expiry without end": lambda h, c: c.update(exp=float("1e300")),
    "expiry beyond time": lambda h, c: c.update(exp=2**60),
    "issued in the future": lambda h, c: c.update(iat=c["iat"] + 3600),
    "other kind": lambda h, c: c.update(kind="operator"),
    "scope as list": lambda h, c: c.update(scope=["self"]),
    "no expiry": lambda h, c: c.pop("exp"),
    "no subject": lambda h, c: c.pop("sub"),
    "no token id": lambda h, c: c.pop("jti"),
    "no scope": lambda h, c: c.pop("scope"),
    "subject as number": lambda h, c: c.update(sub=7),
    "identity token": lambda h, c: h.update(typ="JWT"),
    "unknown key": lambda h, c: h.update(kid="another"),
    "no key id": lambda h, c: h.pop("kid"),
    "critical extension": lambda h, c: h.update(crit=["b64"], b64=True),
    "key in the header": lambda h, c: h.update(jku="https://example.com/keys"),
}


def nothing(header: dict[str, Any], claims: dict[str, Any]) -> None:
    """Change nothing."""


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_a_token_with_a_fault_is_refused(token: str, config: Config, edit: Edit) -> None:
    refuse(edited(token, config, edit))


def test_a_token_signed_again_unchanged_is_accepted(token: str, config: Config) -> None:
    again = edited(token, config, nothing)

    assert identity.verify_access_token(again, audience="mobile").id == "mem_anna"


def test_a_token_of_another_key_or_algorithm_is_refused(token: str, config: Config) -> None:
    refuse(edited(token, config, nothing, key=STRANGER))
    refuse(edited(token, config, nothing, key="a shared secret of some length, 32+", alg="HS256"))
    refuse(edited(token, config, nothing, alg="none"))


def test_a_tampered_token_is_refused(token: str) -> None:
    header, claims, signature = token.split(".")
    opened = json.loads(base64.urlsafe_b64decode(claims + "=="))
    forged = base64.urlsafe_b64encode(json.dumps(opened | {"sub": "mem_boris"}).encode())

    refuse(f"{header}.{forged.decode().rstrip('=')}.{signature}")
    refuse(f"{header}.{claims}.")
    refuse(f"{header}.{claims}.{'A' * len(signature)}")


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "..", "é.é.é", "x" * 100_000, "\ud800"])
def test_what_is_no_token_is_refused(token: str) -> None:
    refuse(token)


def test_a_token_is_refused_from_the_moment_it_expires_even_when_remembered(
    token: str, clock: FrozenClock
) -> None:
    clock.advance(seconds=599)
    identity.verify_access_token(token, audience="mobile")
    clock.advance(seconds=1)

    refuse(token)


def test_a_remembered_token_is_still_of_one_audience(token: str) -> None:
    identity.verify_access_token(token, audience="mobile")

    refuse(token, "marketing")


def test_the_key_set_verifies_our_tokens_and_holds_nothing_private(token: str) -> None:
    (key,) = identity.public_jwks()["keys"]

    opened = jwt.decode(
        token,
        jwt.PyJWK(key).key,
        algorithms=["ES256"],
        audience="mobile",
        options={"verify_exp": False, "verify_iat": False},
    )

    assert opened["sub"] == "mem_anna"
    assert set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"}
    assert key["kid"] == jwt.get_unverified_header(token)["kid"]
