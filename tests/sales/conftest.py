"""Sales under test: on the real database, every wallet proved from its journal at the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pymongo.database import Database

import wallet
from foundation import ids
from foundation.clock import FrozenClock
from tests.sales.shop import Till, open_shop


@pytest.fixture(autouse=True)
def _audited(request: pytest.FixtureRequest) -> Iterator[None]:
    if "database" not in request.fixturenames:
        yield
        return
    yield
    audit = wallet.Audit()
    keys: set[str] = set()
    for owner_id in wallet.wallet_ids():
        wallet.verify_wallet(owner_id, audit, keys)
    assert [str(found) for found in wallet.finish_audit(audit).violations] == []


@pytest.fixture
def anna(database: Database[dict[str, Any]], clock: FrozenClock) -> str:
    """Anna's wallet, empty: a till knows no more of her."""
    member_id = ids.new("mem")
    wallet.open_wallet(member_id)
    return member_id


@pytest.fixture
def till(anna: str) -> Till:
    """A till where Anna gets 10 % back and a point is a cent."""
    return open_shop(anna)
