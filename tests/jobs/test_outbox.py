"""Events stand or fall with the change they tell of."""

from __future__ import annotations

from typing import Any

import pytest
from pymongo.client_session import ClientSession
from pymongo.database import Database

import jobs
from foundation import clock, ids
from foundation import database as house_database
from tests.jobs.conftest import TeaPoured


def test_an_event_is_kept_with_its_name_its_values_and_its_time(
    database: Database[dict[str, Any]],
) -> None:
    before = clock.wall()

    event_id = jobs.publish(TeaPoured(cup=3))

    (row,) = database["outbox"].find({"name": "TeaPoured"})
    assert ids.is_id(event_id, "evt")
    assert (row["_id"], row["name"], row["body"]) == (event_id, "TeaPoured", {"cup": 3})
    assert before <= row["rec"] <= clock.wall()


def test_an_event_of_a_transaction_that_fails_was_never_told(
    database: Database[dict[str, Any]],
) -> None:
    def pour_and_spill(session: ClientSession) -> None:
        database["cups"].insert_one({"_id": "a"}, session=session)
        jobs.publish(TeaPoured(cup=1), session=session)
        raise LookupError

    with pytest.raises(LookupError):
        house_database.in_transaction(pour_and_spill)

    assert database["cups"].find_one({"_id": "a"}) is None
    assert list(database["outbox"].find({"name": "TeaPoured"})) == []


def test_an_event_of_a_transaction_is_told_with_its_change(
    database: Database[dict[str, Any]],
) -> None:
    def pour(session: ClientSession) -> None:
        database["cups"].insert_one({"_id": "a"}, session=session)
        jobs.publish(TeaPoured(cup=1), session=session)

    house_database.in_transaction(pour)

    assert database["cups"].find_one({"_id": "a"}) == {"_id": "a"}
    assert len(list(database["outbox"].find({"name": "TeaPoured"}))) == 1


def test_an_event_with_a_key_is_refused_inside_a_transaction(
    database: Database[dict[str, Any]],
) -> None:
    def pour(session: ClientSession) -> None:
        jobs.publish(TeaPoured(cup=1), session=session, key="cup 1")

    with pytest.raises(ValueError, match="outside of transactions"):
        house_database.in_transaction(pour)

    assert database["outbox"].count_documents({"name": "TeaPoured"}) == 0
