"""What is followed and who is told: sources of events, and subscribers to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """A collection whose rows are events: `rec` is when a row was written.

    `name_of` tells an event's name, by which subscribers are chosen.
    """

    collection: str
    name_of: Callable[[Record], str]


@dataclass(frozen=True)
class Subscriber:
    """A task that takes batches of rows of one event name. Safe to run twice."""

    name: str
    event: str
    take: Callable[[Sequence[Record]], None]
