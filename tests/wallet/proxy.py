"""A proxy before the database that lets entries in and loses the answer now and then."""

from __future__ import annotations

import contextlib
import random
import select
import socket
import threading
from types import TracebackType

INSERT_OF_ENTRY = b"insert\x00\x08\x00\x00\x00entries\x00"


class LosingProxy:
    """Listens on a port of its own; `lost` counts the answers it kept to itself."""

    def __init__(self, port: int, *, share: float, seed: int) -> None:
        self.target = ("127.0.0.1", port)
        self.share = share
        self.chance = random.Random(seed)
        self.lost = 0
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]

    def __enter__(self) -> LosingProxy:
        threading.Thread(target=self._welcome, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._door.close()

    def _welcome(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._door.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, socket.create_connection(self.target) as server:
            loses_next = False
            with contextlib.suppress(OSError):
                while True:
                    for source in select.select([client, server], [], [])[0]:
                        passed = source.recv(1 << 16)
                        if not passed:
                            return
                        if source is server and loses_next:
                            self.lost += 1
                            return
                        (client if source is server else server).sendall(passed)
                        if INSERT_OF_ENTRY in passed:
                            loses_next = self.chance.random() < self.share
