"""How an entry is put together, fingerprinted and chained: plain values in, a record out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import orjson

from foundation import ids
from wallet.rules import Outcome
from wallet.values import balance_of, dump

Record = dict[str, Any]
_FINGERPRINT_LENGTH = 16


def to_ms(moment: datetime) -> int:
    """Turn an aware datetime into whole milliseconds since 1970."""
    return round(moment.timestamp() * 1000)


def to_moment(ms: int) -> datetime:
    """Turn milliseconds since 1970 into an aware UTC datetime."""
    return datetime.fromtimestamp(ms / 1000, UTC)


@dataclass(frozen=True)
class Command:
    """Who wants what, and the keys that make sure it happens once.

    `natural_keys` name the thing itself (a receipt, a hold's end); `idempotency_key` is the
    caller's, scoped to the caller and the operation. `body` is what the caller asked, as JSON
    values: a repeated key must come with the same body.
    """

    operation: str
    natural_keys: tuple[str, ...] = ()
    idempotency_key: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    actor: Mapping[str, str] = field(default_factory=lambda: {"kind": "system", "id": "kopilka"})
    effective_at: datetime | None = None

    @property
    def scoped_key(self) -> str | None:
        """The caller's key, made unique to the caller and the operation."""
        if self.idempotency_key is None:
            return None
        actor = self.actor.get("id", "")
        return ids.derived("key", actor, self.operation, self.idempotency_key)

    @property
    def keys(self) -> list[str]:
        """All keys that the entry will hold forever."""
        scoped = self.scoped_key
        return [*self.natural_keys, *([scoped] if scoped else [])]

    def keyed(self) -> Command:
        """Give the same command, with a random key where it has none: its attempts are one."""
        return self if self.keys else replace(self, natural_keys=(ids.new("key"),))


def fingerprint(body: Mapping[str, Any]) -> dict[str, str]:
    """Hash a request field by field, so that a difference can be named."""
    return {
        name: hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()[
            :_FINGERPRINT_LENGTH
        ]
        for name, value in sorted(body.items())
        if value is not None
    }


def differing(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Name the fields in which two fingerprints differ."""
    return sorted(name for name in {*before, *now} if before.get(name) != now.get(name))


def compose(
    owner_id: str,
    seq: int,
    command: Command,
    outcome: Outcome,
    *,
    at_ms: int,
    recorded_at: datetime,
    payload: bytes | None,
    previous_hash: str,
) -> Record:
    """Put an entry together, its hash chained to the entry before."""
    state = outcome.state
    touched = {move["u"] for move in outcome.moves}
    entry: Record = {
        "_id": ids.derived("ent", owner_id, str(seq)),
        "a": owner_id,
        "s": seq,
        "k": command.keys,
        "q": fingerprint(command.body),
        "op": command.operation,
        "v": 1,
        "ts": to_moment(at_ms),
        "rec": recorded_at,
        "who": dict(command.actor),
        "m": outcome.moves,
        "d": outcome.changes,
        "b": {code: balance_of(state, code, at_ms).dump() for code in sorted(touched)},
        "ph": previous_hash,
    }
    if command.effective_at is not None:
        entry["eff"] = command.effective_at
    if payload is not None:
        entry["x"] = payload
    entry["h"] = hash_of(entry, dump(state))
    return entry


def hash_of(entry: Mapping[str, Any], state_after: Mapping[str, Any]) -> str:
    """Hash the facts of an entry, the state after it and the hash before it."""
    facts = [
        entry["ph"],
        entry["a"],
        entry["s"],
        entry["k"],
        entry["q"],
        entry["op"],
        to_ms(entry["ts"]),
        to_ms(entry["eff"]) if entry.get("eff") else None,
        entry["who"],
        entry["m"],
        entry["d"],
        entry["b"],
        hashlib.sha256(entry.get("x") or b"").hexdigest(),
        state_after,
    ]
    text = orjson.dumps(facts, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return hashlib.sha256(text).hexdigest()


def names(fields: Sequence[str]) -> str:
    """List field names for a message."""
    return ", ".join(fields) or "nothing"
