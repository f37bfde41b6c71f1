"""Members under test: configured, on the real database, without a wallet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pymongo.database import Database

import identity
import members
from foundation.clock import FrozenClock
from foundation.config import Config

OLGA = "opr_olga"


@pytest.fixture(autouse=True)
def _configured(
    config: Config, database: Database[dict[str, Any]], clock: FrozenClock
) -> Iterator[None]:
    identity.configure(config)
    members.configure(config)
    before = members.set_on_joined(lambda member_id, session: None)
    yield
    members.set_on_joined(before)


@pytest.fixture
def anna() -> dict[str, Any]:
    """Enroll Anna, who has an e-mail address and no password."""
    return members.enroll(
        profile={"name": {"given": "Anna", "family": "Rusu"}, "email": "anna@example.com"}
    )
