"""Seeds: made once, before their period where the worker runs, and read by whoever draws."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from foundation import clock, database, ids
from program import (
    ProgramNotEffective,
    Terms,
    VersionView,
    draws,
    list_programs,
    local_date,
    terms_at,
    terms_of,
)
from sales.draws import slots

_COLLECTION = "draw_seeds"
_LENGTH = 32
_known: dict[str, Mapping[str, Any]] = {}


def forget_cache() -> None:
    """Forget the seeds that this process has read, and the places it has seen taken."""
    _known.clear()
    slots.forget_cache()


def seed_of(program: str, draw: str, period: str) -> bytes:
    """Give the seed of a draw's period; the first who asks makes it."""
    found = find_seed(program, draw, period) or _make(program, draw, period)
    return bytes(found["seed"])


def find_seed(program: str, draw: str, period: str) -> Mapping[str, Any] | None:
    """Find what is kept of a period's seed."""
    key = _key(program, draw, period)
    if key not in _known:
        found = database.collection(_COLLECTION).find_one({"_id": key})
        if found is None:
            return None
        _known[key] = found
    return _known[key]


def publish_all_seeds() -> None:
    """Make the seeds of this period and the next one in every program that has begun."""
    for found in list_programs():
        with contextlib.suppress(ProgramNotEffective):
            publish_seeds(terms_at(found.program, clock.now()))


def publish_for(version: VersionView) -> None:
    """Make the seeds of a version that is applied, before its first order. Safe to run twice."""
    publish_seeds(terms_of(version.program, version.version), since=version.effective_at)


def publish_seeds(terms: Terms, *, since: datetime | None = None) -> int:
    """Make the seeds of this period and the next one; gives how many draws that concerned.

    `since` tells of terms that begin later: then of the period in which they do.
    """
    found = terms.draws.by_code.values() if terms.draws else ()
    now = clock.now()
    first_day = local_date(terms, max(now, since or now))
    for draw in found:
        for span in draws.spans_from(draw.period, first_day):
            seed_of(terms.program, draw.code, span.name)
    return len(found)


def _make(program: str, draw: str, period: str) -> Mapping[str, Any]:
    seed = secrets.token_bytes(_LENGTH)
    record = {
        "_id": _key(program, draw, period),
        "program": program,
        "draw": draw,
        "period": period,
        "seed": seed,
        "commitment": draws.commitment_of(seed),
        "published_at": clock.now(),
    }
    try:
        database.collection(_COLLECTION).insert_one(record)
    except DuplicateKeyError:  # Another process was faster: there is one seed.
        record = database.collection(_COLLECTION).find_one({"_id": record["_id"]}) or record
    _known[str(record["_id"])] = record
    return record


def _key(program: str, draw: str, period: str) -> str:
    return ids.derived("drs", program, draw, period)
