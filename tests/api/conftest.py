"""The app over the real database, and the people who call it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pymongo.database import Database

import bootstrap
import identity
from api import create_app
from foundation import Config
from tests.api import people, probe
from tests.api.contract import ContractClient
from tests.api.people import Person


@pytest.fixture(scope="session")
def wired(config: Config) -> Config:
    """Wire the packages together as the entry points do."""
    bootstrap.configure(config)
    return config


@pytest.fixture(scope="session")
def app(wired: Config, _written: set[str]) -> Flask:
    """Give the API of this test process over the real database."""
    made = create_app(wired)
    made.test_client_class = ContractClient
    return made


@pytest.fixture
def client(app: Flask, database: Database[dict[str, Any]]) -> FlaskClient:
    """Give a client that nobody has signed in; its answers are held to the OpenAPI document."""
    return app.test_client()


@pytest.fixture
def anna(client: FlaskClient, clock: Any) -> Person:
    """Anna, a member: the one whose wallet and cards the tests are about."""
    return people.a_member(client, "Anna")


@pytest.fixture
def boris(client: FlaskClient, clock: Any) -> Person:
    """Boris, another member, who must never see what is Anna's."""
    return people.a_member(client, "Boris")


@pytest.fixture
def olga(client: FlaskClient, clock: Any) -> Person:
    """Olga, an operator who owns the program and may do everything."""
    return people.an_operator(client, "Olga")


@pytest.fixture
def viktor(client: FlaskClient, clock: Any) -> Person:
    """Viktor, an operator who may only look."""
    return people.an_operator(client, "Viktor", role="viewer")


@pytest.fixture
def till(client: FlaskClient, clock: Any) -> Person:
    """A till in the centre that may do everything a till may."""
    return people.a_till(client, *identity.TERMINAL_SCOPES)


@pytest.fixture(scope="session")
def probe_app(wired: Config) -> Flask:
    """Give an app with one operation of each kind, whose callers are all that it needs."""
    made = probe.make(wired, cors_origins=("https://shop.example",))
    made.test_client_class = ContractClient
    return made


@pytest.fixture
def probe_client(probe_app: Flask) -> FlaskClient:
    """Give a client of the probe."""
    return probe_app.test_client()
