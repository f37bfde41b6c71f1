"""Activities under test: on the real database, with every wallet proved at the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pymongo.database import Database

import wallet
from foundation.clock import FrozenClock


@pytest.fixture(autouse=True)
def _audited(database: Database[dict[str, Any]], clock: FrozenClock) -> Iterator[None]:
    yield
    audit = wallet.Audit()
    keys: set[str] = set()
    for owner_id in wallet.wallet_ids():
        wallet.verify_wallet(owner_id, audit, keys)
    assert [str(found) for found in wallet.finish_audit(audit).violations] == []
