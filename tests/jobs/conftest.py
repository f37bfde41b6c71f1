"""Jobs under test: an empty database and a subscriber that remembers what it was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from pymongo.database import Database

from jobs import Source, Subscriber


@dataclass(frozen=True)
class TeaPoured:
    """An event of these tests."""

    cup: int


@dataclass(frozen=True)
class CupBroken:
    """Another event of these tests."""

    cup: int


@dataclass
class Guest:
    """A subscriber who remembers the cups, and may refuse them."""

    name: str = "guest"
    event: str = "TeaPoured"
    cups: list[int] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)

    def take(self, rows: Sequence[dict[str, Any]]) -> None:
        """Drink a batch, or nothing of it if a cup in it is refused."""
        cups = [row["body"]["cup"] for row in rows]
        if self.refused.intersection(cups):
            raise ValueError(f"too hot: {cups}")
        self.cups += cups

    @property
    def subscriber(self) -> Subscriber:
        """The guest as the table of subscribers has it."""
        return Subscriber(self.name, self.event, self.take)


@pytest.fixture
def guest(database: Database[dict[str, Any]]) -> Guest:
    """Give a guest who takes every cup of tea."""
    return Guest()


@pytest.fixture
def outbox() -> Source:
    """Give the outbox as a source."""
    return Source("outbox", lambda row: str(row["name"]))
