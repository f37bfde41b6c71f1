"""The one door to the database: made once, refused kindly when away, back by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database
from pymongo.errors import PyMongoError

from foundation import Config, Unavailable, embedded
from foundation import database as house_database
from foundation.database import DatabaseUnavailable
from tests import house


@pytest.fixture
def private(
    config: Config, _written: set[str], tmp_path: Path
) -> Iterator[embedded.EmbeddedServer]:
    """Connect this process to an embedded server of its own for one test."""
    server = embedded.start(tmp_path, sync=False)
    house_database.disconnect()
    house_database.connect(replace(config, mongodb_uri=server.uri))
    yield server
    house_database.disconnect()
    server.stop()
    house_database.connect(config)
    house.forget_caches()


def test_the_database_goes_away_and_comes_back_without_anybody_s_help(
    private: embedded.EmbeddedServer,
) -> None:
    assert house_database.is_healthy()
    assert house_database.profile().is_embedded
    assert house_database.client().options.retry_writes is False

    private.stop()
    assert not house_database.is_healthy()

    again = embedded.start(private.directory, port=private.port, sync=False)
    assert house_database.is_healthy()
    again.stop()


def test_a_transaction_gives_up_in_seconds_when_the_database_is_away(
    private: embedded.EmbeddedServer,
) -> None:
    private.stop()
    started = time.monotonic()

    with pytest.raises(PyMongoError) as away:
        house_database.in_transaction(
            lambda session: house_database.collection("probes").insert_one({}, session=session)
        )

    assert away.value.timeout
    assert time.monotonic() - started < 15


def test_a_database_that_never_answers_is_a_refusal_that_says_try_again() -> None:
    with pytest.raises(DatabaseUnavailable, match="Try again in a few seconds") as refused:
        house_database._probe("mongodb://127.0.0.1:1/?directConnection=true", 0)

    assert isinstance(refused.value, Unavailable)
    assert refused.value.retry_after_seconds > 0


def test_collections_and_indexes_are_made_once(database: Database[dict[str, Any]]) -> None:
    assert house_database.create_collections(house.documents()) == []
    assert "health" in database.list_collection_names()

    indexes = database["entries"].index_information()
    unique = {
        tuple(name for name, _ in index["key"]) for index in indexes.values() if index.get("unique")
    }
    assert {("a", "s"), ("k",)} <= unique


def test_caches_are_written_without_waiting_for_a_majority(
    database: Database[dict[str, Any]],
) -> None:
    assert house_database.collection("heads", is_cache=True).write_concern.document == {"w": 1}
    assert house_database.collection("heads").write_concern.document["w"] == "majority"
