"""Shapes that the embedded database answers slowly or wrongly never leave the process."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bson.regex import Regex
from pymongo.database import Database

from foundation.shapes import SlowShape, fault_of, whole_walks

BIG = "members"
NEAR = {"place": {"$near": [1, 2]}}
LOOKUP = {"from": "cards", "let": {"m": "$_id"}, "pipeline": [], "as": "cards"}


@pytest.mark.parametrize(
    ("name", "command", "told"),
    [
        (
            "findAndModify",
            {"findAndModify": "small", "query": {"_id": 1}},
            "conditional update_one",
        ),
        ("find", {"find": "small", "filter": {"_id": 1}, "hint": "a_1"}, "hint"),
        ("find", {"find": "small", "filter": {"$or": [{"a": 1}, {"b": 2}]}}, r"\$or"),
        ("find", {"find": "small", "filter": {"a": 1, "$and": [{"b": 2}]}}, r"\$and"),
        ("find", {"find": "small", "filter": {"$nor": [{"a": 1}]}}, r"\$nor"),
        ("find", {"find": "small", "filter": {"$expr": {"$gt": ["$a", "$b"]}}}, r"\$expr"),
        ("find", {"find": "small", "filter": {"$where": "1"}}, r"\$where"),
        ("find", {"find": "small", "filter": {"$text": {"$search": "tea"}}}, r"\$text"),
        ("find", {"find": "small", "filter": NEAR}, r"\$near"),
        (
            "find",
            {"find": "small", "filter": {"a": {"$not": {"$nearSphere": [1, 2]}}}},
            r"\$nearSphere",
        ),
        ("find", {"find": "small", "filter": {"name": {"$regex": "^a"}}}, r"\$regex"),
        ("find", {"find": "small", "filter": {"name": re.compile("^a")}}, r"\$regex"),
        ("find", {"find": "small", "filter": {"name": {"$in": [Regex("^a")]}}}, r"\$regex"),
        ("find", {"find": "small", "filter": {"_id": {"$gt": "a"}}}, "range of _id"),
        ("find", {"find": BIG, "filter": {}}, "bound the query"),
        ("find", {"find": BIG}, "bound the query"),
        ("count", {"count": BIG, "query": {}}, "bound the query"),
        ("count", {"count": "small", "query": {"$or": []}}, r"\$or"),
        ("aggregate", {"aggregate": BIG, "pipeline": []}, "bound the query"),
        (
            "aggregate",
            {"aggregate": BIG, "pipeline": [{"$group": {"_id": None}}]},
            "bound the query",
        ),
        ("aggregate", {"aggregate": "small", "pipeline": [{"$match": {"$or": []}}]}, r"\$or"),
        (
            "aggregate",
            {"aggregate": "small", "pipeline": [{"$match": {"a": 1}}, {"$lookup": LOOKUP}]},
            "localField",
        ),
        (
            "aggregate",
            {"aggregate": "small", "pipeline": [{"$match": {"a": 1}}, {"$graphLookup": {}}]},
            "walk in code",
        ),
        ("distinct", {"distinct": "small", "key": "lines.sku"}, "dot"),
        ("update", {"update": "small", "updates": [{"q": {"$or": []}, "u": {}}]}, r"\$or"),
        ("delete", {"delete": "small", "deletes": [{"q": {"a": re.compile("x")}}]}, r"\$regex"),
        ("bulkWrite", {"bulkWrite": 1, "ops": [{"update": 0, "filter": {"$expr": {}}}]}, r"\$expr"),
    ],
)
def test_a_slow_or_wrong_shape_is_refused_with_what_to_do(
    name: str, command: dict[str, Any], told: str
) -> None:
    fault = fault_of(name, command)

    assert fault is not None
    assert re.search(told, fault)


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("find", {"find": BIG, "filter": {"_id": "mem_1"}}),
        ("find", {"find": BIG, "filter": {"_id": {"$in": ["a", "b"]}}}),
        ("find", {"find": BIG, "filter": {"a": 1, "s": {"$gte": 1, "$lte": 9}}}),
        ("find", {"find": "small", "filter": {}}),
        ("find", {"find": "small", "filter": {"tags": {"$elemMatch": {"$or": []}}}}),
        ("count", {"count": "small", "query": {}}),
        ("aggregate", {"aggregate": BIG, "pipeline": [{"$match": {"a": 1}}, {"$group": {}}]}),
        ("aggregate", {"aggregate": 1, "pipeline": [{"$currentOp": {}}]}),
        ("aggregate", {"aggregate": BIG, "pipeline": [{"$geoNear": {"near": [1, 2]}}]}),
        ("distinct", {"distinct": "small", "key": "sku"}),
        ("update", {"update": BIG, "updates": [{"q": {"_id": 1, "s": {"$lt": 3}}, "u": {}}]}),
        ("insert", {"insert": BIG, "documents": [{"_id": 1, "text": "$or"}]}),
        ("ping", {"ping": 1}),
        ("hello", {"hello": 1}),
    ],
)
def test_shapes_that_are_fast_everywhere_pass(name: str, command: dict[str, Any]) -> None:
    assert fault_of(name, command) is None


def test_whole_walks_are_permitted_where_they_are_meant() -> None:
    command = {"find": BIG, "filter": {}}

    with whole_walks():
        assert fault_of("find", command) is None
        assert fault_of("find", {"find": BIG, "filter": {"$or": []}}) is not None
    assert fault_of("find", command) is not None


def test_a_forbidden_query_does_not_reach_the_server(database: Database[dict[str, Any]]) -> None:
    database["members"].insert_one({"_id": "mem_1"})

    with pytest.raises(SlowShape, match=r"find members: a whole big collection"):
        list(database["members"].find({}))
    with pytest.raises(SlowShape, match="findAndModify"):
        database["members"].find_one_and_update({"_id": "mem_1"}, {"$set": {"a": 1}})

    assert database["members"].find_one({"_id": "mem_1"}) == {"_id": "mem_1"}
