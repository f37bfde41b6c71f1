"""A database that goes away and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

import identity
from foundation import Config, embedded
from foundation import database as house_database
from tests import house
from tests.api import people, shop

pytestmark = pytest.mark.slow


@pytest.fixture
def private_server(config: Config, tmp_path: Path) -> Iterator[embedded.EmbeddedServer]:
    """Connect to an embedded server of our own, that may be stopped."""
    server = embedded.start(tmp_path, sync=False)
    house_database.disconnect()
    house_database.connect(replace(config, mongodb_uri=server.uri, database="kop_outage"))
    house_database.create_collections(house.documents())
    house.forget_caches()
    yield server
    house_database.disconnect()
    server.stop()
    house_database.connect(config)
    house.forget_caches()


def test_without_the_database_the_till_is_told_to_come_back_and_may(
    app: Flask, clock: object, private_server: embedded.EmbeddedServer
) -> None:
    client = app.test_client()
    till = people.a_till(client, *identity.TERMINAL_SCOPES)
    anna = people.a_member(client, "Anna")
    shop.open_shop()
    receipt, key = shop.a_receipt(anna), shop.a_key()
    first = till.post(shop.RECEIPTS, json=receipt, headers=key)

    private_server.stop()
    away = [till.post(shop.RECEIPTS, json=receipt, headers=key), anna.get("/v1/mobile/home")]
    restarted = embedded.start(private_server.directory, port=private_server.port, sync=False)
    again = till.post(shop.RECEIPTS, json=receipt, headers=key)
    more = shop.close(till, shop.a_receipt(anna))
    restarted.stop()

    for answer in away:
        assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
        assert answer.json["code"] == "DATABASE_UNAVAILABLE"
        assert int(answer.headers["Retry-After"]) > 0
    assert (again.status_code, again.data) == (201, first.data)
    assert (more.status_code, more.json["seq"]) == (201, 2)
