"""What this process has verified lately, so that it is not verified again on every request."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from datetime import datetime
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_all: list[Memory] = []  # type: ignore[type-arg]


class Memory(Generic[K, V]):
    """Values by key, each until a moment; the oldest quarter goes when there is no room."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._kept: dict[K, tuple[V, datetime]] = {}
        self._lock = threading.Lock()
        _all.append(self)

    def find(self, key: K, now: datetime) -> V | None:
        """Give what is kept under a key, unless its moment has come."""
        kept = self._kept.get(key)
        return kept[0] if kept is not None and now < kept[1] else None

    def keep(self, key: K, value: V, *, until: datetime) -> None:
        """Keep a value until a moment."""
        with self._lock:
            if len(self._kept) >= self._capacity:
                for old in list(self._kept)[: max(1, self._capacity // 4)]:
                    del self._kept[old]
            self._kept[key] = (value, until)

    def forget(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept = {}


def forget_cache() -> None:
    """Forget everything that identity remembers in this process."""
    for memory in _all:
        memory.forget()
