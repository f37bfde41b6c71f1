"""A small client that keeps its connections: it must cost less than what it measures."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence
from typing import Self

HOST = "127.0.0.1"
_MOST_REQUESTS = 100_000
_TIMEOUT_SECONDS = 10


class Connection:
    """A connection that is kept: `status, head, body = connection.ask(request)`."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((HOST, port), timeout=_TIMEOUT_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Send a request and read the answer whole."""
        self._socket.sendall(request)
        got = b""
        while (end := got.find(b"\r\n\r\n")) < 0:
            got += self._more()
        head, status = got[:end].lower(), int(got[9:12])
        start, size = end + 4, 0
        if status != 304:
            size = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        while len(got) < start + size:
            got += self._more()
        return status, head, got[start:]

    def _more(self) -> bytes:
        part = self._socket.recv(65536)
        if not part:
            raise ConnectionError("The server closed the connection.")
        return part


def request(path: str, **headers: str) -> bytes:
    """Write a GET request; the names of headers take `_` for `-`."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}"]
    lines += [f"{name.replace('_', '-')}: {text}" for name, text in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def pound(
    port: int, requests: Sequence[bytes], *, seconds: float, connections: int, expected: int
) -> int:
    """Ask in turn over so many connections for so many seconds; gives the answers received.

    Raises RuntimeError when an answer has another status.
    """
    deadline = time.monotonic() + seconds
    counts, faults = [0] * connections, list[str]()

    def ask(place: int) -> None:
        try:
            with Connection(port) as connection:
                while time.monotonic() < deadline and counts[place] < _MOST_REQUESTS:
                    wanted = requests[(place + counts[place]) % len(requests)]
                    status = connection.ask(wanted)[0]
                    if status != expected:
                        faults.append(f"answered {status}, not {expected}")
                        return
                    counts[place] += 1
        except (OSError, ValueError) as error:
            faults.append(repr(error))

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(faults[0])
    return sum(counts)
