"""Writes to what entries can rebuild: heads, and pictures that upper storeys keep.

They go along with a posting in one round trip where the server can. A write that is lost is made
up for: a head by the next reader of newer entries, a picture by whoever follows the journal.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import InsertOne, ReplaceOne, UpdateOne
from pymongo.errors import ClientBulkWriteException, DuplicateKeyError
from pymongo.write_concern import WriteConcern

from foundation import database

Record = dict[str, Any]


@dataclass(frozen=True)
class CacheWrite:
    """A write that never goes backwards: `guard` lets only what is older be changed.

    Without a guard the document is new. With `update` operators it is changed, otherwise
    replaced, and made where it is missing.
    """

    collection: str
    document: Mapping[str, Any]
    guard: Mapping[str, Any] | None = None
    is_update: bool = False

    def operation(self, namespace: str) -> Any:
        """Give the driver's operation in a namespace, for writes across collections."""
        if self.guard is None:
            return InsertOne(dict(self.document), namespace=namespace)
        if self.is_update:
            return UpdateOne(self.guard, dict(self.document), namespace=namespace)
        return ReplaceOne(self.guard, dict(self.document), upsert=True, namespace=namespace)

    def carry_out(self) -> None:
        """Send this write alone."""
        kept = database.collection(self.collection, is_cache=True)
        if self.guard is None:
            kept.insert_one(dict(self.document))
        elif self.is_update:
            kept.update_one(self.guard, dict(self.document))
        else:
            kept.replace_one(self.guard, dict(self.document), upsert=True)


def write_caches(writes: Sequence[CacheWrite]) -> None:
    """Send the writes; what is newer already stays as it is."""
    if database.profile().can_bulk_write and len(writes) > 1:
        space = database.database().name
        operations = [write.operation(f"{space}.{write.collection}") for write in writes]
        try:
            one_node = WriteConcern(w=1)  # As every cache: the client's own waits for a majority.
            database.client().bulk_write(operations, ordered=False, write_concern=one_node)
        except ClientBulkWriteException:
            return
        return
    for write in writes:
        with contextlib.suppress(DuplicateKeyError):
            write.carry_out()
