"""Numbered places that can be taken once: the uses of a code, the seats of a pool.

The key of a place (`cod_…#7`) stands in the entry that took it, under the journal's unique index:
whoever inserts first has it, and nobody ever has one too many. Counts kept beside are hints only:
they tell where to begin, and when it is worth looking at all. A place given back (`cod_…#7~` in
the entry that did) is taken again under its next generation, `cod_…#7.1`.
"""

from __future__ import annotations

import contextlib
import random
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from foundation import database
from wallet import taken_slots

_WINDOW = 200
_NEAR = 8
_LATELY = 50
_MOST_HINTS = 10_000
_KEY = re.compile(
    r"(?P<scope>(?:cod|rwd)_[0-9a-z]{24}(?:@[0-9-]{10})?)#(?P<place>[^~]+)(?P<end>~?)"
)
_NUMBERED = re.compile(r"(\d+)(?:\.(\d+))?")
USES = "slot_uses"
Record = dict[str, Any]
_hints: dict[str, int] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: whose places, in which collection its count is kept, and how many."""

    key: str
    collection: str
    limit: int
    seen: int = 0

    @property
    def owner(self) -> str:
        """The id of the code or reward that is counted."""
        return self.key.partition("@")[0]


@dataclass(frozen=True, slots=True)
class Place:
    """A key read back: its scope and place, and whether it was given back."""

    key: str
    scope: str
    place: str
    is_given_back: bool

    @property
    def owner(self) -> str:
        """The id of the code or reward that is counted."""
        return self.scope.partition("@")[0]

    @property
    def day(self) -> str:
        """The day that is counted, empty for the places of all days."""
        return self.scope.partition("@")[2]

    def count_field(self, name: str) -> str:
        """Name the field of the count that this place is part of."""
        return f"uses.days.{self.day}.{name}" if self.day else f"uses.{name}"


def forget_cache() -> None:
    """Forget where to begin looking."""
    _hints.clear()


def key_of(scope: str, n: int, generation: int = 0) -> str:
    """Write the key of a numbered place."""
    return f"{scope}#{n}.{generation}" if generation else f"{scope}#{n}"


def key_unnumbered(scope: str, ref: str) -> str:
    """Write the key of a place where there is no end of them, named by what takes it."""
    return f"{scope}#={ref}"


def scope_of(key: str) -> str:
    """Give the scope of a key."""
    return key.partition("#")[0]


def key_back(key: str) -> str:
    """Write the key under which a place is given back."""
    return f"{key}~"


def read_key(key: str) -> Place | None:
    """Read a key of an entry, None where it names no place."""
    found = _KEY.fullmatch(key)
    if found is None:
        return None
    return Place(key.removesuffix("~"), found["scope"], found["place"], bool(found["end"]))


def number_of(place: str) -> tuple[int, int] | None:
    """Read number and generation of a place, None of one without a number."""
    found = _NUMBERED.fullmatch(place)
    return (int(found[1]), int(found[2] or 0)) if found else None


def is_full(counts: Mapping[str, Any], limit: int) -> bool:
    """Tell by the counts kept whether all places are taken: right, or late by moments."""
    was_full = counts.get("full_at_freed") == counts.get("freed", 0)
    return int(counts.get("used", 0)) >= limit or (was_full and limit <= counts["full_limit"])


def first_place(scope: Scope) -> str | None:
    """Choose a place to try, without a look at the database; None past the last one."""
    with _lock:
        if len(_hints) > _MOST_HINTS:
            _hints.clear()
        n = max(scope.seen, _hints.get(scope.key, 0))
        if n >= scope.limit:
            return None
        _hints[scope.key] = n + 1
    return key_of(scope.key, n)


def take(scope: Scope | None) -> str | None:
    """Choose a place to take: the next by the counts, else one that is free for certain."""
    if scope is None:
        return None
    return first_place(scope) or find_place(scope)


def find_place(scope: Scope) -> str | None:
    """Find a place that is free for certain, None when there is none; remembers that."""
    freed = _freed(scope)
    begin = min(scope.seen, scope.limit - 1)
    for first in (*range(begin, scope.limit, _WINDOW), *range(0, begin, _WINDOW)):
        numbers = range(first, min(first + _WINDOW, scope.limit))
        free = _free_of([key_of(scope.key, n) for n in numbers])
        if free:
            return free
    free = _free_of(_next_generations(scope))
    if free is None and scope.key == scope.owner:
        counts = database.collection(scope.collection, is_cache=True)
        found = {"uses.full_at_freed": freed, "uses.full_limit": scope.limit}
        counts.update_one({"_id": scope.key}, {"$set": found})
    return free


def _free_of(keys: Sequence[str]) -> str | None:
    taken = taken_slots(keys)
    free = [key for key in keys if key not in taken]
    # Many who look at once should not all find the same place.
    return random.choice(free[:_NEAR]) if free else None


def _next_generations(scope: Scope) -> list[str]:
    """List the keys under which places that were given back can be taken again."""
    rows = database.collection(USES).find({"scope": scope.key, "is_back": True}, {"place": 1})
    numbers = [number_of(row["place"]) for row in rows]
    return sorted(key_of(scope.key, found[0], found[1] + 1) for found in numbers if found)


def _freed(scope: Scope) -> int:
    kept = database.collection(scope.collection).find_one({"_id": scope.owner}, {"uses.freed": 1})
    return int((kept or {}).get("uses", {}).get("freed", 0))


def draw_taken(
    place: Place, collection: str, *, member_id: str, at: datetime, ref: str | None
) -> bool:
    """Write down that a place was taken, and count it; False if it was written before."""
    row = {
        "owner": place.owner,
        "scope": place.scope,
        "place": place.place,
        "member_id": member_id,
        "at": at,
        "ref": ref,
        "is_back": False,
    }
    uses = database.collection(USES)
    if uses.find_one({"_id": place.key}, {"_id": 1}) is not None:
        return False
    number = number_of(place.place)
    counted: Record = {"$inc": {place.count_field("used"): 1}}
    if number is not None and place.scope == place.owner:
        counted["$max"] = {"uses.next": number[0] + 1}
    _count(place, collection, place.key, counted)
    made = uses.update_one({"_id": place.key}, {"$setOnInsert": row}, upsert=True)
    return made.upserted_id is not None


def draw_given_back(place: Place, collection: str, *, at: datetime) -> bool:
    """Write down that a place was given back; raises LookupError before its taking is drawn."""
    uses = database.collection(USES)
    row = uses.find_one({"_id": place.key}, {"is_back": 1})
    if row is None:
        raise LookupError(f"{place.key} is given back and was not taken")
    if not row["is_back"]:
        _count(place, collection, key_back(place.key), {"$inc": {place.count_field("used"): -1}})
        uses.update_one({"_id": place.key}, {"$set": {"is_back": True, "back_at": at}})
    # After the row: whoever has just found nothing free looks again. Once too often does no harm.
    freed = {"$inc": {place.count_field("freed"): 1}}
    database.collection(collection).update_one({"_id": place.owner}, freed)
    return not row["is_back"]


def _count(place: Place, collection: str, key: str, change: Record) -> None:
    """Count a change once: a process that dies before the row is written may count it again."""
    guard = {"_id": place.owner, "uses.lately": {"$ne": key}}
    lately = {"uses.lately": {"$each": [key], "$slice": -_LATELY}}
    with contextlib.suppress(DuplicateKeyError):  # It was counted: there is nothing to insert.
        database.collection(collection).update_one(guard, change | {"$push": lately}, upsert=True)
