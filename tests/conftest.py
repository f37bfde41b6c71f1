"""Fixtures of the whole house: a real database server, a frozen clock, a test configuration."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import settings
from pymongo.database import Database

from foundation import clock as house_clock
from foundation import database as house_database
from foundation import shapes
from foundation.config import Config
from tests import house, server

# The same examples in every run, so that a red run is red for everybody.
settings.register_profile("house", deadline=None, print_blob=True, derandomize=True)
settings.load_profile("house")

OPENING_TIME = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)  # a Monday


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Start the run's one server in the xdist controller and tell each worker where it is."""
    node.workerinput["mongodb_uri"] = server.uri()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server in the process that started it."""
    if not hasattr(config, "workerinput"):
        server.stop()


@pytest.fixture(scope="session")
def config(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Configuration of this test process: the shared server, a database and a key of its own."""
    worker = getattr(request.config, "workerinput", {})
    return Config(
        environment="test",
        mongodb_uri=worker.get("mongodb_uri") or server.uri(),
        database=f"kop_test_{worker.get('workerid', 'main')}_{secrets.token_hex(3)}",
        data_dir=tmp_path_factory.mktemp("data"),
        secret=b"a secret for tests, 32 bytes or more",
        token_private_key_pem=_new_key(),
    )


@pytest.fixture(scope="session")
def _written(config: Config) -> Iterator[set[str]]:
    """Connect once per process; yield the names of collections written since last emptied."""
    watch = server.WriteWatch(config.database)
    house_database.add_listener(watch)
    house_database.connect(config)
    house_database.create_collections(house.documents())
    watch.written.clear()
    yield watch.written
    house_database.client().drop_database(config.database)
    house_database.disconnect()


@pytest.fixture
def database(_written: set[str]) -> Database[dict[str, Any]]:
    """Give the connected database, every collection empty and nothing cached in the process."""
    connected = house_database.database()
    with shapes.whole_walks():
        for name in sorted(_written):
            connected[name].delete_many({})
    _written.clear()
    house.forget_caches()
    return connected


@pytest.fixture
def clock() -> Iterator[house_clock.FrozenClock]:
    """Stop the house's clock at `OPENING_TIME`; `advance` and `set` move it."""
    frozen = house_clock.FrozenClock(OPENING_TIME)
    before = house_clock.use(frozen)
    yield frozen
    house_clock.use(before)


def _new_key() -> str:
    """Make a P-256 private key in PEM, as the configuration wants it."""
    return (
        ec.generate_private_key(ec.SECP256R1())
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )
