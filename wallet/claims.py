"""Keys on a sharded cluster: unique indexes reach one shard only, so keys are claimed first.

A claim is inserted before the entry. If the process dies in between, the same wallet may take
the claim again; another wallet may once it is clear that the entry never came.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from pymongo.errors import BulkWriteError, WTimeoutError
from pymongo.read_concern import ReadConcern

from foundation import clock, database

ABANDONED_AFTER = timedelta(minutes=10)


class Taken(Exception):
    """A key belongs to another wallet."""


def take(owner_id: str, keys: Sequence[str]) -> None:
    """Claim keys for a wallet; raises `Taken` if one belongs to another.

    Raises `WTimeoutError` if the claims may still be undone: the outcome is unknown then.
    """
    claims = database.collection("claims")
    rows: list[dict[str, Any]] = [{"_id": key, "a": owner_id, "at": clock.wall()} for key in keys]
    try:
        claims.insert_many(rows, ordered=False)
    except BulkWriteError as error:
        if error.details.get("writeConcernErrors"):
            raise WTimeoutError("the claims are not kept by a majority yet") from error
        # A claim that no majority has seen yet counts as well, and one that is not seen at all.
        latest = claims.with_options(read_concern=ReadConcern("local"))
        found = {row["_id"]: row["a"] for row in latest.find({"_id": {"$in": list(keys)}})}
        foreign = [key for key in keys if not are_owned(owner_id, [key], found)]
        if not all(_take_over(owner_id, key) for key in foreign):
            raise Taken from None


def _take_over(owner_id: str, key: str) -> bool:
    """Take a claim whose entry never came: its wallet died before it could insert it."""
    claims = database.collection("claims")
    long_ago = clock.wall() - ABANDONED_AFTER
    claim = claims.find_one({"_id": key, "at": {"$lt": long_ago}})
    if claim is None or database.collection("entries").find_one({"a": claim["a"], "k": key}):
        return False
    mine = {"$set": {"a": owner_id, "at": clock.wall()}}
    taken = claims.update_one({"_id": key, "a": claim["a"], "at": claim["at"]}, mine)
    return taken.modified_count == 1


def are_owned(owner_id: str, keys: Sequence[str], found: Mapping[str, str]) -> bool:
    """Tell whether every key is seen to belong to a wallet."""
    return all(found.get(key) == owner_id for key in keys)


def owner_of(key: str) -> str | None:
    """Tell which wallet a key belongs to."""
    found = database.collection("claims").find_one({"_id": key})
    return found["a"] if found else None


def entry_of(keys: Sequence[str]) -> list[dict[str, Any]]:
    """Find the entries that hold any of these keys, in whichever wallet."""
    owners = {row["a"] for row in database.collection("claims").find({"_id": {"$in": list(keys)}})}
    entries = database.collection("entries")
    return [
        entry
        for owner in sorted(owners)
        for entry in entries.find({"a": owner, "k": {"$in": list(keys)}})
    ]
