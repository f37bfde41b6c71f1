"""Hashes of passwords: strength, upgrade, and the list of common ones."""

from __future__ import annotations

import pytest
from passlib.hash import bcrypt_sha256

import identity
from identity import passwords


def test_a_hash_is_argon2id_of_the_chosen_strength(hashed: identity.HashedPassword) -> None:
    assert hashed.value.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hashed.value not in repr(hashed)


def test_an_older_hash_is_verified_and_replaced() -> None:
    older = bcrypt_sha256.using(rounds=4).hash("a sparrow in March")

    is_right, fresh = passwords.verify("a sparrow in March", older)

    assert is_right
    assert fresh is not None
    assert fresh.startswith("$argon2id$")


def test_two_spellings_of_one_letter_are_one_password() -> None:
    stored = identity.hash_password("caf\u00e9 caf\u00e9 caf\u00e9").value

    assert passwords.verify("cafe\u0301 cafe\u0301 cafe\u0301", stored) == (True, None)


def test_common_passwords_are_refused_whatever_their_case() -> None:
    assert 100 <= len(passwords.common_passwords()) <= 200
    with pytest.raises(identity.PasswordCommon):
        identity.hash_password("QWERTYuiop123")
