"""Password hashes: argon2id, with older bcrypt hashes still read and replaced at sign-in."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from passlib.context import CryptContext

from identity.rules import PASSWORD_MAX, check_password, normalise_password

# OWASP's second set of equal strength: 19 MiB, two passes, one lane.
PARAMETERS = {
    "argon2__type": "ID",
    "argon2__memory_cost": 19456,
    "argon2__time_cost": 2,
    "argon2__parallelism": 1,
}

_context = CryptContext(["argon2", "bcrypt_sha256"], deprecated="auto", **PARAMETERS)


@dataclass(frozen=True)
class HashedPassword:
    """A password that was checked and hashed, ready to be stored."""

    value: str = field(repr=False)


@cache
def common_passwords() -> frozenset[str]:
    """Read the passwords that everybody tries first, in lower case."""
    text = (Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line.strip().casefold() for line in text.splitlines() if line.strip())


def hash_password(password: str) -> HashedPassword:
    """Check a new password and hash it. Slow on purpose: call it outside of transactions."""
    normalised = normalise_password(password)
    check_password(normalised, common=common_passwords())
    return HashedPassword(_context.hash(normalised))


def verify(password: str, stored: str | None) -> tuple[bool, str | None]:
    """Tell whether a password is right, and give a new hash when the stored one is outdated.

    With nothing stored the work is done all the same, so that time tells nothing.
    """
    normalised = normalise_password(password)
    if len(normalised) > PASSWORD_MAX:
        return False, None
    if stored is None:
        _context.dummy_verify()
        return False, None
    is_right, fresh = _context.verify_and_update(normalised, stored)
    return bool(is_right), fresh
