"""Write events beside the change they tell of."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pymongo.client_session import ClientSession
from pymongo.errors import DuplicateKeyError

from foundation import clock, database, ids

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

OUTBOX = "outbox"


def publish(
    event: DataclassInstance, *, session: ClientSession | None = None, key: str | None = None
) -> str:
    """Write an event, a frozen dataclass in the past tense, and give its id.

    Pass the session of the transaction that makes the change, so that both stand or fall together.
    With a key, the event is written once, however often it is published; a transaction would be
    undone by the second time, so a key and a session exclude each other. Raises ValueError.
    """
    if key is not None and session is not None:
        raise ValueError("An event with a key is written outside of transactions.")
    row: dict[str, Any] = {
        "_id": ids.new("evt") if key is None else ids.derived("evt", key),
        "name": type(event).__name__,
        "body": asdict(event),
        "rec": clock.wall(),
    }
    try:
        database.collection(OUTBOX).insert_one(row, session=session)
    except DuplicateKeyError:
        if key is None:
            raise
    return str(row["_id"])
