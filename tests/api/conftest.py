"""The app over the real database, and the people who call it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pymongo.database import Database

import identity
from api import create_app
from foundation import Config
from tests.api import probe
from tests.api.contract import ContractClient


@pytest.fixture(scope="session")
def app(config: Config, _written: set[str]) -> Flask:
    """Give the API of this test process, wired to the real database."""
    identity.configure(config)
    made = create_app(config)
    made.test_client_class = ContractClient
    return made


@pytest.fixture
def client(app: Flask, database: Database[dict[str, Any]]) -> FlaskClient:
    """Give a client that nobody has signed in; its answers are held to the OpenAPI document."""
    return app.test_client()


@pytest.fixture(scope="session")
def probe_app(config: Config) -> Flask:
    """Give an app with one operation of each kind, and no database."""
    identity.configure(config)
    made = probe.make(config, cors_origins=("https://shop.example",))
    made.test_client_class = ContractClient
    return made


@pytest.fixture
def probe_client(probe_app: Flask) -> FlaskClient:
    """Give a client of the probe."""
    return probe_app.test_client()
