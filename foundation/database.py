"""The one door to MongoDB: connection, profile, collections, transactions, health.

What differs per server is decided here and nowhere else: an embedded server gets
`retryWrites=false` and relies on its own durable setting; a real replica set or sharded cluster
gets majority writes, journaled, retried, read at majority.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import mongoengine
import pymongo
from pymongo import ASCENDING, IndexModel, MongoClient, monitoring
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import CollectionInvalid, OperationFailure, PyMongoError
from pymongo.write_concern import WriteConcern

from foundation import clock
from foundation.config import Config
from foundation.errors import Unavailable
from foundation.shapes import ShapeGuard

T = TypeVar("T")
Record = dict[str, Any]
EMBEDDED_SET_NAME = "secantus"
_BULK_WRITE_WIRE_VERSION = 25
_MOST_SKEW = timedelta(seconds=2)
_HEALTH = "health"
# Without a limit the driver tries a transaction again for two minutes, a request's thread with it.
_TRANSACTION_SECONDS = 8.0


class DatabaseUnavailable(Unavailable):
    """The database does not answer at present."""

    code = "DATABASE_UNAVAILABLE"
    message = "The database does not answer at present. Try again in a few seconds."


@dataclass(frozen=True)
class Profile:
    """What kind of server answers."""

    is_embedded: bool
    is_sharded: bool
    can_bulk_write: bool


_profile: Profile | None = None
_transaction_seconds: float | None = _TRANSACTION_SECONDS
_connected: tuple[Config, str] | None = None
_extra_listeners: list[monitoring.CommandListener] = []


def add_listener(listener: monitoring.CommandListener) -> None:
    """Have a command listener on every connection made from now on (tests, measurements)."""
    _extra_listeners.append(listener)


def connect(config: Config, *, uri: str | None = None, patient: bool = False) -> None:
    """Connect this process to the database; `patient` waits long for offline work."""
    global _profile, _transaction_seconds, _connected
    where = uri or config.mongodb_uri
    _connected = (config, where)
    _profile = _probe(where)
    _transaction_seconds = None if patient else _TRANSACTION_SECONDS
    listeners: list[Any] = [ShapeGuard()] if config.guards_shapes else []
    mongoengine.connect(
        config.database,
        host=where,
        tz_aware=True,
        uuidRepresentation="standard",
        event_listeners=listeners + _extra_listeners,
        **_options(_profile, patient=patient),
    )


def disconnect() -> None:
    """Close this process's connection."""
    global _profile
    mongoengine.disconnect()
    _profile = None


def reconnect(config: Config, *, uri: str | None = None, patient: bool = False) -> None:
    """Connect this process anew, with other patience."""
    disconnect()
    connect(config, uri=uri, patient=patient)


def connection() -> tuple[Config, str]:
    """Tell how this process is connected, so that another one can do the same."""
    if _connected is None:
        raise DatabaseUnavailable
    return _connected


def _options(profile: Profile, *, patient: bool) -> Record:
    options: Record = {
        # The driver's heartbeat waits as long: a server busy with a long walk is not a dead one.
        "connectTimeoutMS": 600_000 if patient else 5000,
        "serverSelectionTimeoutMS": 30_000 if patient else 3000,
        "socketTimeoutMS": 600_000 if patient else 5000,
        "maxPoolSize": 50,
        "w": "majority",
    }
    if profile.is_embedded:
        return options | {"retryWrites": False, "directConnection": True}
    return options | {
        "retryWrites": True,
        "journal": True,
        "readConcernLevel": "majority",
        "wTimeoutMS": 5000,
    }


def _probe(uri: str, patience_seconds: float = 30) -> Profile:
    deadline = time.monotonic() + patience_seconds
    while True:
        client: MongoClient[Record] = MongoClient(uri, serverSelectionTimeoutMS=3000)
        try:
            hello = client.admin.command("hello")
            break
        except PyMongoError as error:
            if time.monotonic() > deadline:
                raise DatabaseUnavailable from error
            time.sleep(0.2)
        finally:
            client.close()
    return Profile(
        is_embedded=hello.get("setName") == EMBEDDED_SET_NAME,
        is_sharded=hello.get("msg") == "isdbgrid",
        can_bulk_write=hello.get("maxWireVersion", 0) >= _BULK_WRITE_WIRE_VERSION,
    )


def profile() -> Profile:
    """Tell what kind of server this process is connected to."""
    if _profile is None:
        raise DatabaseUnavailable
    return _profile


def database() -> Database[Record]:
    """Give the database of this process."""
    return mongoengine.get_db()


def client() -> MongoClient[Record]:
    """Give the client of this process."""
    return mongoengine.get_connection()


def collection(name: str, *, is_cache: bool = False) -> Collection[Record]:
    """Give a collection; writes to a rebuildable cache wait for one node only."""
    found = database()[name]
    return found.with_options(write_concern=WriteConcern(w=1)) if is_cache else found


def in_transaction(callback: Callable[[ClientSession], T]) -> T:
    """Run a callback in a transaction, from the start again where the server asks for it.

    The callback must be safe to run more than once and use the session for every command.
    """
    with pymongo.timeout(_transaction_seconds), client().start_session() as session:
        return session.with_transaction(callback)


def create_collections(documents: Iterable[type[mongoengine.Document]]) -> list[str]:
    """Make all collections and indexes, once, before anything is served. Safe to repeat."""
    made = []
    present = set(database().list_collection_names())
    if _HEALTH not in present:
        _create(_HEALTH)
    for document in documents:
        name = document._get_collection_name()
        if name not in present:
            _create(name)
            made.append(name)
        shard_key = document._meta.get("partition_by")
        if profile().is_sharded and shard_key:
            _shard(name, shard_key)
        indexes = [_index(spec, shard_key) for spec in document._meta.get("index_specs", [])]
        if indexes:
            database()[name].create_indexes(indexes)
    return made


def _create(name: str) -> None:
    try:
        database().create_collection(name)
    except CollectionInvalid:
        return


def _index(spec: Record, shard_key: str | None) -> IndexModel:
    options = {key: value for key, value in spec.items() if key not in ("fields", "cls")}
    keys = list(spec["fields"])
    is_partial_guard = options.get("unique") and shard_key and keys[0][0] != shard_key
    if profile().is_sharded and is_partial_guard and shard_key:
        keys.insert(0, (shard_key, ASCENDING))
    return IndexModel(keys, **options)


def _shard(name: str, shard_key: str) -> None:
    namespace = f"{database().name}.{name}"
    try:
        client().admin.command("shardCollection", namespace, key={shard_key: 1})
    except OperationFailure as error:
        if "already sharded" not in str(error):
            raise


def is_healthy() -> bool:
    """Prove with a write and a read that the database works; a ping proves too little.

    A machine whose clock is more than two seconds off the database's is not healthy either:
    what it writes down would carry a wrong time.
    """
    try:
        health = database()["health"]
        health.update_one({"_id": "probe"}, {"$inc": {"n": 1}}, upsert=True)
        return health.find_one({"_id": "probe"}) is not None and _is_in_time()
    except PyMongoError:
        return False


def _is_in_time() -> bool:
    before = clock.wall()
    theirs: datetime = client().admin.command("hello").get("localTime", before)
    theirs = theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)
    return before - _MOST_SKEW <= theirs <= clock.wall() + _MOST_SKEW
