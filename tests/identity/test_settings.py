"""Keys: named by thumbprint, made once for development, refused when they do not fit."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

import identity
from foundation.config import Config
from identity.settings import settings, thumbprint


def test_a_key_is_named_by_its_thumbprint() -> None:
    numbers = ec.EllipticCurvePublicNumbers(
        x=0x60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6,
        y=0x7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299,
        curve=ec.SECP256R1(),
    )

    # The key of RFC 6979, A.2.5; expected: sha256 by openssl over the JSON of RFC 7638, section 3.
    assert thumbprint(numbers.public_key()) == "DOvxvJiAdIqVWIkFt5hDtCunXLF0BV4-JGv4f-ALSm0"


def test_development_makes_a_key_once_and_keeps_it_private(tmp_path: Path) -> None:
    config = Config(environment="development", data_dir=tmp_path / "var")

    identity.configure(config)
    first = settings().kid
    identity.configure(config)

    assert settings().kid == first
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["token-key.pem"]
    assert (tmp_path / "var" / "token-key.pem").stat().st_mode & 0o777 == 0o600


def test_a_key_on_another_curve_is_refused() -> None:
    pem = ec.generate_private_key(ec.SECP384R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )

    with pytest.raises(ValueError, match="P-256"):
        identity.configure(Config(token_private_key_pem=pem.decode()))
