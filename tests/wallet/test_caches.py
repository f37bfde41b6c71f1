"""Caches written along with an entry, in one round trip."""

from __future__ import annotations

from typing import Any

import pytest
from pymongo import monitoring

from foundation import Config
from foundation import database as house_database
from tests.wallet.wallets import a_wallet
from wallet.caches import CacheWrite, write_caches

pytestmark = pytest.mark.usefixtures("database", "clock")


class Concerns(monitoring.CommandListener):
    """Notes what each write waits for."""

    def __init__(self) -> None:
        self.noted: list[Any] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Note the write concern of a command that has one."""
        if "writeConcern" in event.command:
            self.noted.append(event.command["writeConcern"].get("w"))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Ignore: the start was noted."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Ignore: the start was noted."""


def test_caches_wait_for_one_node_alone_or_together(config: Config) -> None:
    owner_id, concerns = a_wallet(), Concerns()
    house_database.add_listener(concerns)
    house_database.disconnect()
    house_database.connect(config)
    write = CacheWrite("heads", {"$set": {"s": 0}}, {"_id": owner_id}, is_update=True)
    concerns.noted.clear()

    write_caches([write])
    write_caches([write, write])

    assert concerns.noted == [1] * len(concerns.noted)
    assert len(concerns.noted) >= 2
