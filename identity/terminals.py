"""Terminals: tills with a key of their own, shown once and kept as a hash."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import string
import threading
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pymongo.errors import PyMongoError

from foundation import clock, ids
from identity.callers import Caller
from identity.errors import TerminalKeyRefused, TerminalNotFound
from identity.memory import Memory
from identity.models import Terminal
from identity.rules import check_terminal_scopes
from identity.settings import settings

# A revoked key must be dead in less than five seconds in every process.
CACHE_LIFE = timedelta(seconds=4)
USE_NOTED_EVERY = timedelta(minutes=1)

_ALPHABET = string.digits + string.ascii_letters
_SECRET_LENGTH = 43  # more than 256 bits in base 62
_SHAPE = re.compile(rf"kp_live_([0-9a-z]{{24}})_([0-9A-Za-z]{{{_SECRET_LENGTH}}})")
_MOST = 5000


@dataclass(frozen=True)
class TerminalView:
    """A terminal as operators see it; its key is not there."""

    id: str
    name: str
    store_id: str
    program: str
    scopes: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


_callers: Memory[bytes, Caller] = Memory(capacity=10_000)
_noted: Memory[str, bool] = Memory(capacity=10_000)


def create_terminal(
    *, name: str, store_id: str, program: str | None = None, scopes: Collection[str]
) -> tuple[TerminalView, str]:
    """Create a terminal and give its key, which is never shown again. Raises ScopeUnknown."""
    check_terminal_scopes(scopes)
    terminal_id = ids.new("trm")
    secret = "".join(secrets.choice(_ALPHABET) for _ in range(_SECRET_LENGTH))
    key = f"kp_live_{terminal_id.removeprefix('trm_')}_{secret}"
    document = {
        "_id": terminal_id,
        "name": name.strip(),
        "store_id": store_id,
        "program": program or settings().program,
        "scopes": sorted(set(scopes)),
        "key_hash": hashlib.sha256(key.encode()).hexdigest(),
        "created_at": clock.now(),
    }
    Terminal._get_collection().insert_one(document)
    return _view(document), key


def verify_terminal_key(key: str) -> Caller:
    """Give the terminal whose key this is; what was found is trusted for four seconds.

    Raises TerminalKeyRefused alike for a malformed, unknown, wrong or revoked key.
    """
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
    now = clock.now()
    caller = _callers.find(digest, now)
    if caller is None:
        caller = _look_up(key, digest)
        _callers.keep(digest, caller, until=now + CACHE_LIFE)
        _note_use(caller.id, now)
    return caller


def revoke_terminal(terminal_id: str) -> TerminalView:
    """Kill a terminal's key: here at once, elsewhere in seconds. Raises TerminalNotFound."""
    Terminal._get_collection().update_one(
        {"_id": terminal_id, "revoked_at": None}, {"$set": {"revoked_at": clock.now()}}
    )
    _callers.forget()
    return get_terminal(terminal_id)


def get_terminal(terminal_id: str) -> TerminalView:
    """Give a terminal. Raises TerminalNotFound."""
    found = Terminal._get_collection().find_one({"_id": terminal_id})
    if found is None:
        raise TerminalNotFound
    return _view(found)


def list_terminals(
    *, program: str | None = None, store_id: str | None = None
) -> list[TerminalView]:
    """List the terminals of a program, of one store if named, by store and name."""
    wanted: dict[str, Any] = {"program": program or settings().program}
    if store_id is not None:
        wanted["store_id"] = store_id
    found = Terminal._get_collection().find(wanted).limit(_MOST)
    return sorted(map(_view, found), key=lambda t: (t.store_id, t.name, t.id))


def _look_up(key: str, digest: bytes) -> Caller:
    shape = _SHAPE.fullmatch(key)
    if shape is None:
        raise TerminalKeyRefused
    found = Terminal._get_collection().find_one({"_id": f"trm_{shape[1]}"})
    if found is None or not hmac.compare_digest(digest.hex(), found["key_hash"]):
        raise TerminalKeyRefused
    if found.get("revoked_at"):
        raise TerminalKeyRefused
    return Caller(
        kind="terminal",
        id=found["_id"],
        scopes=frozenset(found["scopes"]),
        store_id=found["store_id"],
        program=found["program"],
        name=found["name"],
    )


def _note_use(terminal_id: str, now: datetime) -> None:
    """Have the use written down once a minute, by a thread that the till does not wait for."""
    if _noted.find(terminal_id, now):
        return
    _noted.keep(terminal_id, True, until=now + USE_NOTED_EVERY)
    threading.Thread(target=_write_use, args=(terminal_id, now), daemon=True).start()


def _write_use(terminal_id: str, now: datetime) -> None:
    # When the database does not answer, the next minute's use is written down instead.
    with suppress(PyMongoError):
        Terminal._get_collection().update_one(
            {"_id": terminal_id, "last_used_at": {"$not": {"$gte": now - USE_NOTED_EVERY}}},
            {"$set": {"last_used_at": now}},
        )


def _view(found: dict[str, Any]) -> TerminalView:
    return TerminalView(
        id=found["_id"],
        name=found["name"],
        store_id=found["store_id"],
        program=found["program"],
        scopes=tuple(found["scopes"]),
        created_at=found["created_at"],
        last_used_at=found.get("last_used_at"),
        revoked_at=found.get("revoked_at"),
    )
