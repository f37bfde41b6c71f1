"""What is to be brought to somebody outside: units of a partner, a word to another system.

An order is made from an entry, once, and tried until the other side gives a receipt. Who carries
it is a gateway, by the name that the manifest says; bootstrap fills them in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import structlog
from pymongo.errors import DuplicateKeyError

import jobs
from foundation import clock, database, ids
from sales.activities import records
from sales.activities.events import MessageDue

Record = dict[str, Any]
Gateway = Callable[[Mapping[str, Any]], str]
COLLECTION = "orders"
_FIRST_PAUSE_SECONDS = 60.0
_LONGEST_PAUSE_SECONDS = 6 * 3600.0
_BATCH = 500
_gateways: dict[str, Gateway] = {}
_log = structlog.get_logger(__name__)


class OrderFailed(Exception):
    """A gateway could not bring an order; a permanent failure is not tried again."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        self.permanent = permanent
        super().__init__(reason)


def set_gateway(name: str, gateway: Gateway | None) -> None:
    """Say who carries the orders to a partner or system; it gives the receipt of each."""
    if gateway is None:
        _gateways.pop(name, None)
    else:
        _gateways[name] = gateway


def place_orders(entry: Mapping[str, Any]) -> None:
    """Make the orders and messages that follow from an entry of an activity. Safe to run twice."""
    record = records.record_of(entry)
    is_direct = entry["op"] == records.OPERATIONS["record"] and record["state"] == "approved"
    if is_direct or entry["op"] == records.OPERATIONS["approve"]:
        place(record)
    elif record["state"] in ("reversed", "declined"):
        recall(record)


def place(record: Record) -> None:
    """Make the orders and messages of an activity that counts. Safe to run twice."""
    for number, row in enumerate(record["effects"]):
        _place(record, number, row)


def recall(record: Record) -> None:
    """Call off the orders of an activity that counts no more. Safe to run twice."""
    for number, row in enumerate(record["effects"]):
        if row["k"] in ("partner", "webhook"):
            _recall(record, number)


def _order_id(record: Record, place: int, what: str = "order") -> str:
    return ids.derived("ord", record["_id"], str(place), what)


def _place(record: Record, place: int, row: Record) -> None:
    order_id = _order_id(record, place)
    if row["k"] == "message":
        settings = row["s"]
        text = settings.get("text", {})
        words = {"en": text} if isinstance(text, str) else text
        channel, values = settings.get("channel", "any"), record["data"]
        who, what = record["member_id"], record["_id"]
        due = MessageDue(who, settings["template"], channel, words, what, values)
        jobs.publish(due, key=order_id)
    elif row["k"] in ("partner", "webhook"):
        body = {"type": record["type"], "data": record["data"]}
        if row["k"] == "partner":
            body |= {"unit": row["s"].get("unit", "points"), "amount": row["n"]}
        _insert(record, order_id, row["k"], row["s"]["to"], body)


def _insert(record: Record, order_id: str, kind: str, to: str, body: Record) -> None:
    order = {
        "_id": order_id,
        "kind": kind,
        "state": "waiting",
        "activity": record["_id"],
        "member_id": record["member_id"],
        "to": to,
        "body": body,
        "attempts": 0,
        "due_at": clock.now(),
    }
    try:
        database.collection(COLLECTION).insert_one(order)
    except DuplicateKeyError:
        return


def _recall(record: Record, place: int) -> None:
    """Call an order off that still waits; one that was brought is followed by its opposite."""
    orders = database.collection(COLLECTION)
    order_id = _order_id(record, place)
    waiting = {"_id": order_id, "state": "waiting"}
    if orders.update_one(waiting, {"$set": {"state": "recalled"}}).modified_count:
        return
    order = orders.find_one({"_id": order_id, "state": "delivered"})
    if order is not None:
        body = order["body"] | {"recalls": order["receipt"]}
        _insert(record, _order_id(record, place, "recall"), order["kind"], order["to"], body)


def deliver_orders() -> int:
    """Bring the orders that are due; gives the number of those brought."""
    orders = database.collection(COLLECTION)
    due = {"state": "waiting", "due_at": {"$lte": clock.now()}, "to": {"$in": sorted(_gateways)}}
    return sum(_bring(order) for order in orders.find(due).limit(_BATCH))


def _bring(order: Record) -> bool:
    orders = database.collection(COLLECTION)
    attempts = order["attempts"] + 1
    change: Record = {"attempts": attempts}
    try:
        change |= {"state": "delivered", "receipt": _gateways[order["to"]](order)}
    except OrderFailed as failure:
        pause = min(_FIRST_PAUSE_SECONDS * 2 ** min(attempts, 12), _LONGEST_PAUSE_SECONDS)
        due = clock.now() + timedelta(seconds=pause)
        state = "refused" if failure.permanent else "waiting"
        change |= {"state": state, "error": str(failure)[:500], "due_at": due}
        _log.warning("order_waits", order=order["_id"], to=order["to"], error=str(failure))
    orders.update_one({"_id": order["_id"], "state": "waiting"}, {"$set": change})
    return change["state"] == "delivered"


def orders_of(activity: str) -> list[Record]:
    """List what is on its way because of an activity, in order of the effects."""
    found = list(database.collection(COLLECTION).find({"activity": activity}))
    return sorted(found, key=lambda order: (order["due_at"], order["_id"]))
