"""Keep rows by the entries of wallets: each once, whoever draws it and however often."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pymongo.errors import BulkWriteError

from foundation import database
from program import any_version
from sales.clearing.rows import Row, rows_of
from sales.clearing.values import Rebuilt
from wallet import get_history, wallet_ids

COLLECTION = "clearing"
_DUPLICATE = 11000
_CHUNK = 500


def on_entry_posted(entries: Sequence[Mapping[str, Any]]) -> None:
    """Draw the rows of new entries. Safe to run twice."""
    if any_version(lambda terms: terms.partners is not None):
        _keep([row for entry in entries for row in rows_of(entry)])


def rebuild() -> Rebuilt:
    """Draw all rows again from the journal: missing ones are kept, open ones that differ replaced.

    Rows of closed days stay as they are and are counted.
    """
    total = Rebuilt()
    for batch in _batches():
        total = _sum(total, _compare(batch))
    return total


def _keep(rows: Sequence[Row]) -> int:
    """Insert rows; those that are there stay. Gives the number of new ones."""
    if not rows:
        return 0
    records = [row.record() for row in rows]
    try:
        database.collection(COLLECTION).insert_many(records, ordered=False)
    except BulkWriteError as error:
        failures = (error.details or {}).get("writeErrors", [])
        if any(failure.get("code") != _DUPLICATE for failure in failures):
            raise
        return len(rows) - len(failures)
    return len(rows)


def _batches() -> Iterator[list[Row]]:
    batch: list[Row] = []
    for owner_id in wallet_ids():
        for entry in _entries_of(owner_id):
            batch += rows_of(entry)
            if len(batch) >= _CHUNK:
                yield batch
                batch = []
    yield batch


def _entries_of(owner_id: str) -> Iterator[Mapping[str, Any]]:
    before: int | None = None
    while True:
        page = get_history(owner_id, before=before, limit=100)
        yield from page.entries
        before = page.before
        if before is None:
            return


def _compare(rows: Sequence[Row]) -> Rebuilt:
    kept = {record["_id"]: record for record in _find(row.id for row in rows)}
    different = [row for row in rows if row.id in kept and _differs(row, kept[row.id])]
    is_open = [row for row in different if not kept[row.id]["s"]]
    for row in is_open:
        guard = {"_id": row.id, "s": ""}
        database.collection(COLLECTION).replace_one(guard, row.record())
    missing = _keep([row for row in rows if row.id not in kept])
    return Rebuilt(len(rows), missing, len(is_open), len(different) - len(is_open))


def _find(row_ids: Iterable[str]) -> list[Mapping[str, Any]]:
    wanted = {"_id": {"$in": sorted(row_ids)}}
    return list(database.collection(COLLECTION).find(wanted))


def _differs(row: Row, kept: Mapping[str, Any]) -> bool:
    return {**row.record(), "s": ""} != {**kept, "s": ""}


def _sum(one: Rebuilt, other: Rebuilt) -> Rebuilt:
    return Rebuilt(
        one.rows + other.rows,
        one.missing + other.missing,
        one.different + other.different,
        one.frozen + other.frozen,
    )
