"""The tests' own ground: a real server, emptied between tests."""

from __future__ import annotations

from typing import Any

import pytest
from pymongo.database import Database

from foundation.config import Config


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_finds_its_collections_empty(database: Database[Any], turn: int) -> None:
    assert database["probes"].count_documents({}) == 0

    database["probes"].insert_one({"_id": turn})

    assert database["probes"].count_documents({}) == 1


def test_the_database_is_this_process_s_own(database: Database[Any], config: Config) -> None:
    assert database.name == config.database
    assert config.problems() == []
