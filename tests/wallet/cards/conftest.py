"""Cards on a real database, with the house's secret in place."""

from __future__ import annotations

from typing import Any

import pytest
from pymongo.collection import Collection
from pymongo.database import Database

from foundation.clock import FrozenClock
from foundation.config import Config
from wallet import cards


@pytest.fixture
def stored(
    database: Database[dict[str, Any]], clock: FrozenClock, config: Config
) -> Collection[dict[str, Any]]:
    """Give the collection of cards, empty, with clock and secret ready."""
    cards.configure(config.secret)
    return database["cards"]
