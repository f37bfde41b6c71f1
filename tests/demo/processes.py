"""The commands as processes of their own: start them, find their children, kill, wait."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from bench.processes import family
from foundation.config import child_environment
from tests.house import ROOT

T = TypeVar("T")
_LONGEST_SECONDS = 240.0


@dataclass
class Command:
    """A running command on a data folder, with what it has said so far."""

    process: subprocess.Popen[bytes]
    data: Path
    log: Path

    @property
    def said(self) -> str:
        """Everything that it has written, on either stream."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self.process.poll() is None

    def family(self) -> list[int]:
        """List the command and everything that it has started."""
        return family(self.process.pid)

    def children(self, words: str) -> list[int]:
        """List what it has started that has these words in its command line."""
        return [pid for pid in self.family()[1:] if words in command_line(pid)]

    def database_pid(self) -> int:
        """Wait until its database runs and give the process."""
        return until(lambda: next(iter(self.children(str(self.data))), None), by=self)

    def wait(self, seconds: float = _LONGEST_SECONDS) -> int:
        """Wait for its end and give the exit status."""
        return self.process.wait(seconds)


@contextmanager
def started(data: Path, *words: str, **settings: str) -> Iterator[Command]:
    """Start `cli.py` with some words on a data folder, without a MongoDB from outside.

    Whatever is left of it at the end is killed.
    """
    data.mkdir(parents=True, exist_ok=True)
    log = data / f"{words[0]}-{time.monotonic_ns()}.log"
    settings |= {"KOPILKA_DATA_DIR": str(data), "KOPILKA_MONGODB_URI": "", "PYTHONUNBUFFERED": "1"}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "cli.py", *words],
            cwd=ROOT,
            env=child_environment(**settings),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    command = Command(process, data, log)
    try:
        yield command
    finally:
        for pid in command.family():
            kill(pid)
        process.wait()


def kill(pid: int) -> None:
    """End a process as a failing machine does, if it is there."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def command_line(pid: int) -> str:
    """Give the command line of a process, empty if it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")
    except OSError:
        return ""


def until(find: Callable[[], T | None], *, by: Command, seconds: float = _LONGEST_SECONDS) -> T:
    """Ask again and again until something is found; the command must not end before."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = find()
        if found:
            return found
        assert by.is_running, by.said
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds:.0f} s in vain\n{by.said}")


def look(data: Path, database: str, collection: str, query: dict[str, Any]) -> Any:
    """Find a document in the database of a data folder; None while it is away."""
    try:
        uri = next(data.rglob("address")).read_text(encoding="utf-8")
        with MongoClient[dict[str, Any]](uri, serverSelectionTimeoutMS=500) as client:
            return client[database][collection].find_one(query)
    except (OSError, StopIteration, PyMongoError):
        return None
