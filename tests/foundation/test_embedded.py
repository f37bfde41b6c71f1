"""The embedded database: started once, joined by others, started again when it dies."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from foundation import embedded
from foundation.embedded import EmbeddedFailed, EmbeddedServer


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedServer]:
    """Give a server of our own, durable as in production."""
    started = embedded.start(tmp_path / "database")
    yield started
    started.stop()


def connect(server: EmbeddedServer) -> MongoClient[dict[str, Any]]:
    return MongoClient(server.uri, serverSelectionTimeoutMS=500, socketTimeoutMS=2000)


def is_inserted(client: MongoClient[dict[str, Any]], n: int) -> bool:
    """Insert a row and tell if that was acknowledged; pauses if the server is away."""
    try:
        client["shop"]["rows"].insert_one({"_id": n})
    except PyMongoError:
        time.sleep(0.05)
        return False
    return True


def test_a_second_start_joins_the_running_server_and_does_not_stop_it(
    server: EmbeddedServer,
) -> None:
    joined = embedded.start(server.directory)

    assert (joined.uri, joined.port, joined.pid) == (server.uri, server.port, None)
    joined.stop()
    with connect(server) as client:
        assert client.admin.command("ping")["ok"]


def test_data_outlives_a_stop_and_a_folder_that_is_let_go_is_taken(server: EmbeddedServer) -> None:
    with connect(server) as client:
        client["shop"]["rows"].insert_one({"_id": 1})
    server.stop()
    assert not (server.directory / "address").exists()
    lock = (server.directory / "lock").open("a+")
    fcntl.flock(lock, fcntl.LOCK_EX)
    (server.directory / "address").write_text("mongodb://127.0.0.1:1/?directConnection=true")
    threading.Timer(0.5, lock.close).start()

    again = embedded.start(server.directory, patience_seconds=20)

    assert again.pid is not None
    with connect(again) as client:
        assert client["shop"]["rows"].find_one({"_id": 1}) == {"_id": 1}
    again.stop()


def test_a_killed_server_is_back_on_its_port_with_every_write_it_acknowledged(
    server: EmbeddedServer,
) -> None:
    acknowledged: list[int] = []
    stop = threading.Event()

    def write() -> None:
        with connect(server) as client:
            numbers = iter(range(10**6))
            while not stop.is_set():
                n = next(numbers)
                if is_inserted(client, n):
                    acknowledged.append(n)

    writer = threading.Thread(target=write)
    writer.start()
    killed = kill_when(server, lambda: len(acknowledged) >= 50)
    before = len(acknowledged)
    wait_until(lambda: len(acknowledged) >= before + 20)
    stop.set()
    writer.join()

    assert server.pid != killed
    with connect(server) as client:
        kept = {row["_id"] for row in client["shop"]["rows"].find({})}
    assert set(acknowledged) - kept == set()


def kill_when(server: EmbeddedServer, is_time: Any) -> int:
    """Kill the server without warning once it is time; gives its process id."""
    wait_until(is_time)
    pid = server.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    return pid


def wait_until(is_so: Any, *, seconds: float = 20) -> None:
    """Wait for something to come true."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.02)


def test_a_busy_port_is_told_in_one_line_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]

        with pytest.raises(EmbeddedFailed) as refused:
            embedded.start(tmp_path, port=port)

    assert str(refused.value) == (
        f"Port {port} of the embedded database is busy; "
        "set KOPILKA_EMBEDDED_PORT to another, or to 0 for any."
    )


def test_a_folder_that_another_process_holds_is_told_in_one_line_with_what_to_do(
    tmp_path: Path,
) -> None:
    with (tmp_path / "lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        with pytest.raises(EmbeddedFailed, match="in use by another process .* KOPILKA_DATA_DIR"):
            embedded.start(tmp_path, patience_seconds=0.3)


@pytest.mark.parametrize(
    ("gigabytes", "megabytes"), [(1, 256), (4, 256), (8, 512), (16, 1024), (64, 1024)]
)
def test_the_cache_suits_the_machine(gigabytes: int, megabytes: int) -> None:
    assert embedded.cache_megabytes(gigabytes * 2**30) == megabytes
