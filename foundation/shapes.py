"""Refuse query shapes that the embedded database answers slowly or wrongly.

On from development on, so that what is written here is right and fast on every server. The
listener sees each command before it is sent. It raises `SlowShape`, a BaseException because the
driver swallows ordinary exceptions of its listeners.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from bson.regex import Regex
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)

# Collections that grow with members or receipts: never read or counted whole in a request.
BIG_COLLECTIONS = frozenset(
    {"entries", "heads", "receipts", "members", "cards", "outbox", "jobs", "activities"}
)
_TOP_LEVEL = frozenset({"$or", "$and", "$nor", "$expr"})
_ANYWHERE = frozenset({"$where", "$text", "$near", "$nearSphere", "$regex"})
_whole_walks_allowed: ContextVar[bool] = ContextVar("whole_walks_allowed", default=False)


class SlowShape(BaseException):
    """A query whose shape is forbidden; the message names the shape and what to do instead."""


@contextmanager
def whole_walks() -> Iterator[None]:
    """Permit walking whole big collections in this block: for offline checks and reports."""
    token = _whole_walks_allowed.set(True)
    try:
        yield
    finally:
        _whole_walks_allowed.reset(token)


def _operators(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key.startswith("$"):
                yield key
            yield from _operators(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _operators(inner)
    elif isinstance(value, re.Pattern | Regex):
        yield "$regex"


def _fault_of_filter(collection: str, query: Mapping[str, Any]) -> str | None:
    top = _TOP_LEVEL.intersection(query)
    if top:
        return f"top-level {sorted(top)[0]}: split the query, use $in or a field operator"
    hidden = _ANYWHERE.intersection(_operators(query))
    if hidden:
        return f"{sorted(hidden)[0]}: use bounds on an indexed field"
    first = query.get("_id")
    if isinstance(first, Mapping) and {"$gt", "$gte", "$lt", "$lte"}.intersection(first):
        return "a range of _id: page on another indexed field with both bounds"
    if not query and collection in BIG_COLLECTIONS and not _whole_walks_allowed.get():
        return "a whole big collection: bound the query"
    return None


def _fault_of_pipeline(collection: str, stages: list[Mapping[str, Any]]) -> str | None:
    first = stages[0] if stages else {}
    if "$geoNear" in first:
        return None
    fault = _fault_of_filter(collection, first.get("$match", {}))
    for stage in stages:
        lookup = stage.get("$lookup", {})
        if "let" in lookup:
            return "$lookup with let: use localField and foreignField"
        if "$graphLookup" in stage:
            return "$graphLookup: walk in code"
    return fault


def fault_of(name: str, command: Mapping[str, Any]) -> str | None:
    """Tell what is wrong with a command's shape, or None if nothing is."""
    if name == "findAndModify":
        return "findAndModify: a conditional update_one and its modified_count"
    if "hint" in command:
        return "hint: it walks the whole index"
    target = command.get(name)
    collection = target if isinstance(target, str) else ""
    if name == "find":
        return _fault_of_filter(collection, command.get("filter", {}))
    if name == "count":
        return _fault_of_filter(collection, command.get("query", {}))
    if name == "distinct" and "." in str(command.get("key", "")):
        return "distinct with a dot: $unwind and $group"
    if name == "aggregate" and collection:
        return _fault_of_pipeline(collection, list(command.get("pipeline", [])))
    for key, part in (("updates", "q"), ("deletes", "q"), ("ops", "filter")):
        for operation in command.get(key, []):
            query = operation.get(part)
            fault = _fault_of_filter("", query) if query else None
            if fault:
                return fault
    return None


class ShapeGuard(CommandListener):
    """Stops a forbidden command before it leaves."""

    def started(self, event: CommandStartedEvent) -> None:
        """Look at the command and raise if its shape is forbidden."""
        fault = fault_of(event.command_name, event.command)
        if fault:
            target = event.command.get(event.command_name)
            raise SlowShape(f"{event.command_name} {target}: {fault}")

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Nothing to do."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Nothing to do."""
