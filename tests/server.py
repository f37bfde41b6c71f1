"""The one database server of a test run: KOPILKA_MONGODB_URI, else an embedded one."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from pymongo import monitoring

from foundation import embedded

_started: dict[str, Any] = {}


def uri() -> str:
    """Give the server's address, starting an embedded server at the first call."""
    given = os.environ.get("KOPILKA_MONGODB_URI")
    if given:
        return given
    if not _started:
        directory = Path(tempfile.mkdtemp(prefix="kopilka-test-"))
        _started["directory"] = directory
        _started["server"] = embedded.start(directory, sync=False)
    address: str = _started["server"].uri
    return address


def stop() -> None:
    """Stop what `uri` started, if anything, and remove its data."""
    if "server" in _started:
        _started["server"].stop()
    if "directory" in _started:
        shutil.rmtree(_started["directory"], ignore_errors=True)
    _started.clear()


class WriteWatch(monitoring.CommandListener):
    """Notes which collections of one database are written, so that only those are emptied."""

    WRITES = frozenset({"insert", "update", "delete", "findAndModify"})

    def __init__(self, database: str) -> None:
        self.database = database
        self.written: set[str] = set()

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Note the collection of a write; bulk writes name theirs as `database.collection`."""
        if event.command_name == "bulkWrite":
            spaces = [space["ns"].partition(".") for space in event.command["nsInfo"]]
            self.written |= {name for base, _, name in spaces if base == self.database}
        if event.command_name in self.WRITES and event.database_name == self.database:
            self.written.add(event.command[event.command_name])

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Ignore: the start of the command was noted."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Ignore: the start of the command was noted."""
