"""Codes made: one for a member, or a million as a stream that can be taken up where it stopped."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from pymongo.errors import BulkWriteError, DuplicateKeyError

from foundation import clock, database, ids
from offers.errors import (
    BatchNotFound,
    CodeNotFound,
    CodeReserved,
    HolderNotTaken,
    HolderRequired,
    SeriesNotFound,
    SeriesNotIssued,
)
from offers.presenting import COLLECTION, code_id
from program import ProgramNotEffective, Terms, codes, list_programs, local_date, terms_at

BATCHES = "code_batches"
_CHUNK = 2000
_ATTEMPTS = 20
_LETTERS = 31
_OWNED = frozenset({"personal", "shareable"})
_DUPLICATE = 11000
Record = dict[str, Any]


def series_of(terms: Terms, name: str) -> codes.Series:
    """Give a series of a program. Raises `SeriesNotFound`."""
    found = terms.codes.series.get(name) if terms.codes else None
    if found is None:
        raise SeriesNotFound(series=name)
    return found


def issue(
    program: str, series: str, *, member_id: str | None = None, key: str = "", author: str = ""
) -> Record:
    """Make one code: a personal or shareable one for a member, a unique one for nobody.

    The same key gives the same code again. Raises `SeriesNotFound`, `SeriesNotIssued`,
    `HolderRequired`, `HolderNotTaken`.
    """
    terms = terms_at(program, clock.now())
    found = series_of(terms, series)
    _check_holder(found, member_id)
    digits = _digits_of(key, found.length) if key else None
    for _ in range(_ATTEMPTS):
        row = _row(terms, found, clock.now(), digits=digits) | _holder(found, member_id)
        try:
            database.collection(COLLECTION).insert_one(row)
        except DuplicateKeyError:
            if digits is None:
                continue
            known = database.collection(COLLECTION).find_one({"_id": row["_id"]})
            return known or row
        return row | ({"author": author} if author else {})
    raise RuntimeError(f"no free text was found for {series}; its codes are too short")


def _check_holder(series: codes.Series, member_id: str | None) -> None:
    if series.kind == "generic":
        raise SeriesNotIssued(series=series.name)
    if series.kind in _OWNED and member_id is None:
        raise HolderRequired(series=series.name)
    if series.kind not in _OWNED and member_id is not None:
        raise HolderNotTaken(series=series.name)


def _holder(series: codes.Series, member_id: str | None) -> Record:
    if member_id is None:
        return {}
    return {"member_id": member_id} if series.kind == "personal" else {"issuer": member_id}


def _digits_of(key: str, length: int) -> list[int]:
    """Give the digits that a key always gives: a key must be as hard to guess as a code."""
    letters = ids.derived("dig", "codes", key)[4:]
    value = int.from_bytes(letters.encode(), "big")
    digits = []
    for _ in range(length):
        value, digit = divmod(value, _LETTERS)
        digits.append(digit)
    return digits


def _row(
    terms: Terms, series: codes.Series, at: datetime, *, digits: list[int] | None = None
) -> Record:
    drawn = digits or [secrets.randbelow(_LETTERS) for _ in range(series.length)]
    text = codes.write_text(series, drawn)
    day = local_date(terms, at)
    row = {
        "_id": code_id(terms.program, text),
        "text": text,
        "program": terms.program,
        "series": series.name,
        "issued_at": at,
        "valid_from": codes.valid_from(series, day, terms.zone),
        "valid_until": codes.valid_until(series, day, terms.zone),
    }
    return {name: value for name, value in row.items() if value is not None}


def plan_batch(
    program: str,
    series: str,
    *,
    size: int,
    name: str,
    at: datetime | None = None,
    author: str = "",
) -> Record:
    """Write down that a batch is to be made; the same name gives the same batch again."""
    terms = terms_at(program, at or clock.now())
    found = series_of(terms, series)
    if found.kind == "generic":
        raise SeriesNotIssued(series=series)
    if found.kind == "personal":
        raise HolderRequired(series=series)
    batch: Record = {
        "_id": ids.derived("bat", program, series, name),
        "program": program,
        "series": series,
        "name": name,
        "size": size,
        "made": 0,
        "is_open": True,
        "issued_at": at or clock.now(),
        "author": author,
    }
    try:
        database.collection(BATCHES).insert_one(batch)
    except DuplicateKeyError:
        return get_batch(batch["_id"])
    return batch


def get_batch(batch_id: str) -> Record:
    """Give a batch and how far it is. Raises `BatchNotFound`."""
    found = database.collection(BATCHES).find_one({"_id": batch_id})
    if found is None:
        raise BatchNotFound
    return found


def make_batch(batch_id: str, *, on_made: Callable[[int], None] | None = None) -> Record:
    """Make the codes of a batch that are still missing, chunk by chunk. Safe to run twice.

    `on_made` is told how many there are. A process that dies is followed up by the next.
    """
    batch = get_batch(batch_id)
    terms = terms_at(batch["program"], batch["issued_at"])
    series = series_of(terms, batch["series"])
    is_taken_up = True  # Of the first chunk, an earlier process may have made a part.
    while batch["made"] < batch["size"]:
        numbers = _missing(batch) if is_taken_up else _next_numbers(batch)
        rows = [_row(terms, series, batch["issued_at"]) for _ in numbers]
        for row, no in zip(rows, numbers, strict=True):
            row |= {"batch": batch_id, "no": no}
        is_taken_up = not _insert(rows) and bool(_missing(batch))
        if not is_taken_up:
            batch["made"] = min(batch["made"] + _CHUNK, batch["size"])
            reached: Record = {"$max": {"made": batch["made"]}}
            if batch["made"] == batch["size"]:
                reached["$unset"] = {"is_open": ""}
            database.collection(BATCHES).update_one({"_id": batch_id}, reached)
            if on_made is not None:
                on_made(batch["made"])
    return batch


def _next_numbers(batch: Mapping[str, Any]) -> list[int]:
    first: int = batch["made"]
    return list(range(first, min(first + _CHUNK, batch["size"])))


def _missing(batch: Mapping[str, Any]) -> list[int]:
    """List the numbers of the next chunk that have no code yet."""
    numbers = _next_numbers(batch)
    bounds = {"batch": batch["_id"], "no": {"$gte": numbers[0], "$lte": numbers[-1]}}
    known = {row["no"] for row in database.collection(COLLECTION).find(bounds, {"no": 1})}
    return [no for no in numbers if no not in known]


def _insert(rows: list[Record]) -> bool:
    """Insert codes; False if a text was taken, whose code is left out and made again."""
    if not rows:
        return True
    try:
        database.collection(COLLECTION).insert_many(rows, ordered=False)
    except BulkWriteError as error:
        if any(fault["code"] != _DUPLICATE for fault in error.details["writeErrors"]):
            raise
        return False
    return True


def make_batches() -> int:
    """Make what is missing of all batches; gives the number of batches worked on."""
    found = database.collection(BATCHES).find({"is_open": True}, {"_id": 1})
    open_ones = sorted(row["_id"] for row in found)
    for batch_id in open_ones:
        make_batch(batch_id)
    return len(open_ones)


def issue_due_batches(*, since_days: int = 31) -> int:
    """Plan the batches of all programs whose day has come, then make them. Safe to run twice."""
    now = clock.now()
    for found in list_programs():
        with contextlib.suppress(ProgramNotEffective):
            _plan_due(terms_at(found.program, now), now, since_days)
    return make_batches()


def _plan_due(terms: Terms, now: datetime, since_days: int) -> None:
    today = local_date(terms, now)
    first = today.fromordinal(today.toordinal() - since_days)
    for series in (terms.codes.series if terms.codes else {}).values():
        if series.batches is None or series.kind == "personal":
            continue
        for day in codes.batch_days(series.batches, first, today):
            begins = codes.valid_from(series, day, terms.zone)
            plan_batch(
                terms.program,
                series.name,
                size=series.batches.size,
                name=day.isoformat(),
                at=begins,
                author="schedule",
            )


def read_batch(batch_id: str) -> Iterator[Record]:
    """Give the codes of a batch one after the other, by number, however many there are."""
    batch = get_batch(batch_id)
    for first in range(0, batch["size"], _CHUNK):
        bounds = {"batch": batch_id, "no": {"$gte": first, "$lt": first + _CHUNK}}
        rows = database.collection(COLLECTION).find(bounds)
        yield from sorted(rows, key=lambda row: int(row["no"]))


def revoke(program: str, text: str, *, author: str) -> Record:
    """Take a code out of use, for good; once more changes nothing. Raises `CodeNotFound`."""
    key = code_id(program, text)
    found = database.collection(COLLECTION)
    found.update_one(
        {"_id": key, "series": {"$exists": True}, "revoked_at": None},
        {"$set": {"revoked_at": clock.now(), "revoked_by": author}},
    )
    row = found.find_one({"_id": key})
    if row is None or "series" not in row:
        raise CodeNotFound
    return row


def revoke_unused(program: str, text: str, *, author: str) -> None:
    """Take a code out of use, unless somebody has used it. Raises `CodeNotFound`."""
    if not is_used(program, text):
        revoke(program, text, author=author)


def is_used(program: str, text: str) -> bool:
    """Tell whether somebody has used a code, and not given it back."""
    row = database.collection(COLLECTION).find_one({"_id": code_id(program, text)}, {"uses": 1})
    return bool((row or {}).get("uses", {}).get("used", 0) > 0)


def text_of(program: str, series: str, *, key: str) -> str:
    """Give the text of the code that a key gives."""
    found = series_of(terms_at(program, clock.now()), series)
    return codes.write_text(found, _digits_of(key, found.length))


def list_batches(program: str) -> list[Record]:
    """List the batches of a program, the newest first."""
    found = database.collection(BATCHES).find({"program": program})
    return sorted(found, key=lambda row: (row["issued_at"], row["_id"]), reverse=True)


def reserve(program: str, text: str, *, member_id: str, until: datetime) -> Record:
    """Set a code aside for a member until a moment; others are told `RESERVED_BY_OTHER` till then.

    Raises `CodeNotFound`, and `CodeReserved` while it is set aside for another.
    """
    key, now = code_id(program, text), clock.now()
    change = {"$set": {"reserved_for": member_id, "reserved_until": until}}
    kept = database.collection(COLLECTION)
    for free in ({"reserved_for": {"$in": [None, member_id]}}, {"reserved_until": {"$lte": now}}):
        guard = {"_id": key, "series": {"$exists": True}, **free}
        if kept.update_one(guard, change).matched_count:
            return kept.find_one({"_id": key}) or {}
    if kept.find_one({"_id": key, "series": {"$exists": True}}, {"_id": 1}) is None:
        raise CodeNotFound
    raise CodeReserved
