"""Counts the round trips to the database that a request takes."""

from __future__ import annotations

from typing import Any

from pymongo import monitoring

from foundation import Config
from foundation import database as house_database

_IDLE = frozenset({"hello", "ismaster", "isMaster", "ping", "endSessions"})


class RoundTrips(monitoring.CommandListener):
    """Notes the name of every command while it is told to."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Note a command."""
        if event.command_name not in _IDLE:
            self.names.append(event.command_name)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Ignore: the start was noted."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Ignore: the start was noted."""

    def of(self, act: Any) -> list[str]:
        """Give the commands of what is done, nothing else being under way."""
        self.names.clear()
        act()
        return list(self.names)


def watch(config: Config) -> RoundTrips:
    """Connect anew with a listener; later connections have it too, and nobody asks it."""
    trips = RoundTrips()
    house_database.add_listener(trips)
    house_database.disconnect()
    house_database.connect(config)
    return trips
