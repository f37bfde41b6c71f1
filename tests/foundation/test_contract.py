"""What Kopilka relies on in any MongoDB: run on yours with `make test-contracts`."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Barrier, Thread
from typing import Any

import pytest
from pymongo import InsertOne
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DuplicateKeyError

from foundation import database as house_database

pytestmark = pytest.mark.contract
Records = Database[dict[str, Any]]


def test_a_guarded_update_tells_whether_it_took_place(database: Records) -> None:
    database["probes"].insert_one({"_id": "a", "left": 3})

    taken = database["probes"].update_one({"_id": "a", "left": {"$gte": 2}}, {"$inc": {"left": -2}})
    refused = database["probes"].update_one(
        {"_id": "a", "left": {"$gte": 2}}, {"$inc": {"left": -2}}
    )

    assert (taken.modified_count, refused.modified_count) == (1, 0)
    assert database["probes"].find_one({"_id": "a"}) == {"_id": "a", "left": 1}


def test_of_many_that_take_the_last_one_only_one_gets_it(database: Records) -> None:
    database["probes"].insert_one({"_id": "a", "left": 1})
    start = Barrier(8)
    taken: list[int] = []

    def take() -> None:
        start.wait()
        result = database["probes"].update_one(
            {"_id": "a", "left": {"$gt": 0}}, {"$inc": {"left": -1}}
        )
        taken.append(result.modified_count)

    threads = [Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == [0] * 7 + [1]


def test_of_many_that_insert_the_same_key_only_one_does(database: Records) -> None:
    start = Barrier(8)
    outcomes: list[str] = []

    def insert() -> None:
        start.wait()
        try:
            database["probes"].insert_one({"_id": "wallet:1"})
            outcomes.append("in")
        except DuplicateKeyError:
            outcomes.append("refused")

    threads = [Thread(target=insert) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["in"] + ["refused"] * 7


def test_a_sparse_unique_index_minds_only_those_who_have_the_field(database: Records) -> None:
    database["unique_probes"].create_index("email", unique=True, sparse=True)
    database["unique_probes"].insert_many([{"_id": 1}, {"_id": 2}, {"_id": 3, "email": "a@b.c"}])

    with pytest.raises(DuplicateKeyError):
        database["unique_probes"].insert_one({"_id": 4, "email": "a@b.c"})


def test_a_failed_transaction_leaves_nothing(database: Records) -> None:
    def write_and_fail(session: ClientSession) -> None:
        database["probes"].insert_one({"_id": "a"}, session=session)
        raise LookupError

    with pytest.raises(LookupError):
        house_database.in_transaction(write_and_fail)

    assert database["probes"].find_one({"_id": "a"}) is None


def test_transactions_on_one_document_run_one_after_the_other(database: Records) -> None:
    database["probes"].insert_one({"_id": "a", "n": 0})

    def add_one(session: ClientSession) -> None:
        found = database["probes"].find_one({"_id": "a"}, session=session)
        change = {"$set": {"n": (found or {})["n"] + 1}}
        database["probes"].update_one({"_id": "a"}, change, session=session)

    threads = [Thread(target=lambda: house_database.in_transaction(add_one)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert database["probes"].find_one({"_id": "a"}) == {"_id": "a", "n": 4}


def test_an_unordered_bulk_write_does_all_it_can_and_tells_the_rest(database: Records) -> None:
    database["probes"].insert_one({"_id": 2})

    with pytest.raises(BulkWriteError) as refused:
        database["probes"].bulk_write([InsertOne({"_id": n}) for n in (1, 2, 3)], ordered=False)

    assert [e["index"] for e in refused.value.details["writeErrors"]] == [1]
    assert {row["_id"] for row in database["probes"].find({})} == {1, 2, 3}


def test_times_come_back_aware_and_to_the_millisecond(database: Records) -> None:
    moment = datetime(2026, 3, 2, 10, 0, 0, 123_000, tzinfo=UTC)
    database["probes"].insert_one({"_id": "a", "at": moment})

    assert database["probes"].find_one({"_id": "a"}) == {"_id": "a", "at": moment}


def test_whole_numbers_keep_all_64_bits(database: Records) -> None:
    database["probes"].insert_one({"_id": "a", "n": 2**53 + 1})

    database["probes"].update_one({"_id": "a"}, {"$inc": {"n": 1}})

    assert database["probes"].find_one({"_id": "a"}) == {"_id": "a", "n": 2**53 + 2}


def test_a_bounded_range_after_an_equality_comes_back_in_order(database: Records) -> None:
    rows = [{"_id": f"{owner}{n}", "owner": owner, "n": n} for owner in "ab" for n in range(9)]
    database["probes"].insert_many(rows)

    page = database["probes"].find({"owner": "b", "n": {"$gte": 3, "$lt": 7}}).sort("n", -1)

    assert [row["_id"] for row in page] == ["b6", "b5", "b4", "b3"]


def test_matched_rows_are_grouped_and_summed(database: Records) -> None:
    rows = [("anna", "earn", 5), ("anna", "burn", -3), ("anna", "earn", 4), ("boris", "earn", 9)]
    database["probes"].insert_many([{"owner": o, "kind": k, "n": n} for o, k, n in rows])

    sums = database["probes"].aggregate(
        [
            {"$match": {"owner": "anna"}},
            {"$group": {"_id": "$kind", "sum": {"$sum": "$n"}, "count": {"$sum": 1}}},
            {"$sort": {"_id": 1}},
        ]
    )

    assert list(sums) == [
        {"_id": "burn", "sum": -3, "count": 1},
        {"_id": "earn", "sum": 9, "count": 2},
    ]
