"""What identity takes from the configuration, made once: the keys and the lives of tokens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import orjson
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from foundation.config import Config

_KEY_FILE = "token-key.pem"


@dataclass(frozen=True)
class Settings:
    """Keys are parsed objects: parsing one on every call would cost more than signing."""

    issuer: str
    region: str
    program: str
    access_ttl_seconds: int
    refresh_ttl: timedelta
    kid: str
    private_key: ec.EllipticCurvePrivateKey = field(repr=False)
    public_keys: Mapping[str, ec.EllipticCurvePublicKey] = field(repr=False)
    refresh_secret: bytes = field(repr=False)


_settings: Settings | None = None


def configure(config: Config) -> None:
    """Take keys and lives of tokens from the configuration. Bootstrap calls this once."""
    global _settings
    private_key = _parse_key(config.token_private_key_pem or _development_key(config.data_dir))
    public_key = private_key.public_key()
    kid = thumbprint(public_key)
    _settings = Settings(
        issuer=config.token_issuer,
        region=config.default_region,
        program=config.program,
        access_ttl_seconds=config.access_ttl_seconds,
        refresh_ttl=timedelta(days=config.refresh_ttl_days),
        kid=kid,
        private_key=private_key,
        public_keys={kid: public_key},
        refresh_secret=hmac.digest(config.secret, b"identity/refresh-token", "sha256"),
    )


def settings() -> Settings:
    """Give the settings; a process that was never configured is a bug."""
    if _settings is None:
        raise RuntimeError("identity.configure(config) has not been called")
    return _settings


def public_jwk(public_key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """Give the required members of a P-256 key's JWK, in the order of RFC 7638."""
    numbers = public_key.public_numbers()
    return {
        "crv": "P-256",
        "kty": "EC",
        "x": encode(numbers.x.to_bytes(32, "big")),
        "y": encode(numbers.y.to_bytes(32, "big")),
    }


def thumbprint(public_key: ec.EllipticCurvePublicKey) -> str:
    """Give the RFC 7638 thumbprint of a key, which names it in tokens."""
    return encode(hashlib.sha256(orjson.dumps(public_jwk(public_key))).digest())


def encode(octets: bytes) -> str:
    """Write octets as base64url without padding."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def _parse_key(pem: str) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(pem.encode("ascii"), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("KOPILKA_TOKEN_PRIVATE_KEY: a P-256 private key is needed")
    return key


def _development_key(folder: Path) -> str:
    """Read the generated key, making it first if need be; processes that race agree on one."""
    path = folder / _KEY_FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"{_KEY_FILE}.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_bytes(_new_key_pem())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")


def _new_key_pem() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
