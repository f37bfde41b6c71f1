"""Run a database of our own beside the application when none is configured.

A `mongod` on PATH is started as a one-node replica set; otherwise SecantusDB, a process that
speaks MongoDB's protocol. Whoever starts it holds a lock on the data folder; others join the
running server through the address written beside the lock. A server that dies is started again
on the same port.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from pymongo import MongoClient
from pymongo.errors import PyMongoError

_PR_SET_PDEATHSIG = 1
_START_SECONDS = 60


class EmbeddedFailed(Exception):
    """The embedded database cannot run; the message says why and what to do."""


@dataclass
class EmbeddedServer:
    """A running database process, restarted when it dies; `stop()` ends it."""

    directory: Path
    uri: str
    port: int
    command: list[str]
    lock: IO[str] | None
    _process: subprocess.Popen[bytes] | None = None
    _stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def pid(self) -> int | None:
        """The process id of the server, or None where it belongs to another process."""
        return self._process.pid if self._process else None

    def stop(self) -> None:
        """Stop the server cleanly, within ten seconds, and free the data folder."""
        self._stopping.set()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self.lock is not None:
            (self.directory / "address").unlink(missing_ok=True)
            self.lock.close()
            self.lock = None

    def _watch(self) -> None:
        # The thread that starts a child must live as long as the child may (PDEATHSIG).
        while not self._stopping.is_set():
            assert self._process is not None
            self._process.wait()
            # A stop that comes during the pause must not be answered by a new server.
            if self._stopping.wait(0.2):
                return
            self._process = _spawn(self.command, self.directory)


def start(
    directory: Path, *, sync: bool = True, port: int = 0, patience_seconds: float = _START_SECONDS
) -> EmbeddedServer:
    """Start the embedded server on a data folder, or join the one that runs there already.

    `sync` makes every acknowledged write durable at once; tests do without. A folder that another
    process holds is waited for. Raises `EmbeddedFailed` with what to do.
    """
    directory.mkdir(parents=True, exist_ok=True)
    directory.chmod(0o700)
    lock = _lock_or_none(directory)
    deadline = time.monotonic() + patience_seconds
    while lock is None:
        joined = _join(directory)
        if joined is not None:
            return joined
        if time.monotonic() > deadline:
            raise EmbeddedFailed(
                f"The data folder {directory} is in use by another process that does not answer; "
                "stop it, or set KOPILKA_DATA_DIR to another folder."
            )
        time.sleep(0.2)
        lock = _lock_or_none(directory)
    chosen = port or _free_port()
    command, uri = _command(directory, chosen, sync=sync)
    server = EmbeddedServer(directory, uri, chosen, command, lock)
    try:
        _check_port(chosen)
        server._process = _spawn(command, directory)
        _await(server)
    except EmbeddedFailed:
        server.stop()
        raise
    (directory / "address").write_text(uri, encoding="utf-8")
    threading.Thread(target=server._watch, daemon=True, name="database-watch").start()
    atexit.register(server.stop)
    return server


def _lock_or_none(directory: Path) -> IO[str] | None:
    lock = (directory / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return None
    return lock


def _join(directory: Path) -> EmbeddedServer | None:
    """Join the server of another process, if it has said where it is and answers."""
    try:
        uri = (directory / "address").read_text(encoding="utf-8").strip()
    except OSError:
        return None
    if not uri or not _is_answering(uri):
        return None
    port = int(uri.split(":")[2].split("/")[0])
    return EmbeddedServer(directory, uri, port, [], None)


def _is_answering(uri: str) -> bool:
    client: MongoClient[dict[str, object]] = MongoClient(uri, serverSelectionTimeoutMS=1000)
    try:
        client.admin.command("ping")
    except PyMongoError:
        return False
    finally:
        client.close()
    return True


def _command(directory: Path, port: int, *, sync: bool) -> tuple[list[str], str]:
    data = directory / "data"
    data.mkdir(exist_ok=True)
    mongod = shutil.which("mongod")
    if mongod:
        command = [mongod, "--dbpath", str(data), "--port", str(port), "--bind_ip", "127.0.0.1"]
        command += ["--replSet", "kopilka", "--quiet"]
        return command, f"mongodb://127.0.0.1:{port}/?directConnection=true"
    launcher = Path(sys.executable).with_name("secantusd-py")
    if not launcher.exists():
        raise EmbeddedFailed(
            "No embedded database is installed: `pip install -r requirements-embedded.txt`, "
            "or set KOPILKA_MONGODB_URI to a MongoDB."
        )
    settings = directory / "empty.toml"
    settings.touch()
    command = [str(launcher), "--config", str(settings), "--host", "127.0.0.1"]
    command += ["--port", str(port), "--storage-path", str(data), "--log-level", "INFO"]
    command += ["--cache-size", f"{cache_megabytes(_memory_bytes())}M"]
    command += ["--sync-on-commit"] if sync else []
    return command, f"mongodb://127.0.0.1:{port}/?directConnection=true&retryWrites=false"


def cache_megabytes(memory_bytes: int) -> int:
    """Give the cache that suits a machine: a sixteenth of its memory, from 256 MB to 1 GB."""
    return min(max(memory_bytes // 16 // 2**20, 256), 1024)


def _memory_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise EmbeddedFailed(
                f"Port {port} of the embedded database is busy; "
                "set KOPILKA_EMBEDDED_PORT to another, or to 0 for any."
            ) from error


def _die_with_parent() -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _spawn(command: list[str], directory: Path) -> subprocess.Popen[bytes]:
    with (directory / "server.log").open("ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )


def _await(server: EmbeddedServer) -> None:
    deadline = time.monotonic() + _START_SECONDS
    client: MongoClient[dict[str, object]] = MongoClient(
        server.uri, serverSelectionTimeoutMS=200, connectTimeoutMS=500
    )
    try:
        while time.monotonic() < deadline:
            if server._process is not None and server._process.poll() is not None:
                break
            if _answers(client, server.command):
                return
            time.sleep(0.05)
    finally:
        client.close()
    raise EmbeddedFailed(
        f"The embedded database did not start; its last words are in "
        f"{server.directory / 'server.log'}. Another process may hold the folder, or the disk "
        "may be full."
    )


def _answers(client: MongoClient[dict[str, object]], command: list[str]) -> bool:
    try:
        if command[0].endswith("mongod"):
            with contextlib.suppress(PyMongoError):
                client.admin.command("replSetInitiate", {})
            return bool(client.admin.command("hello").get("isWritablePrimary"))
        client.admin.command("ping")
    except PyMongoError:
        return False
    return True
