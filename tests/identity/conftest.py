"""Identity under test: configured, on the real database, with one hash of a password."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pymongo.database import Database

import identity
from foundation.clock import FrozenClock
from foundation.config import Config
from tests.builders import an_email

PASSWORD = "a sparrow in March"


@pytest.fixture(autouse=True)
def _configured(config: Config) -> Iterator[None]:
    identity.configure(config)
    identity.forget_cache()
    yield
    identity.forget_cache()


@pytest.fixture(scope="session")
def hashed() -> identity.HashedPassword:
    """Hash the one password of these tests once: hashing is slow on purpose."""
    return identity.hash_password(PASSWORD)


@pytest.fixture
def login(
    database: Database[dict[str, Any]], clock: FrozenClock, hashed: identity.HashedPassword
) -> str:
    """Register a member who can sign in and give the e-mail address."""
    email = an_email()
    identity.register_credential(
        "mem_anna", kind="member", logins=[f"email:{email}"], password=hashed
    )
    return email
