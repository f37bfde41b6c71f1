"""The app and the people of the stories."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from pymongo.database import Database

import api
import bootstrap
import identity
from foundation import Config
from tests.api import people, shop
from tests.api.contract import ContractClient
from tests.api.people import Person


@pytest.fixture
def client(
    config: Config, _written: set[str], database: Database[dict[str, Any]], clock: Any
) -> FlaskClient:
    """Give a client of the open shop; its answers are held to the OpenAPI document."""
    bootstrap.configure(config)
    app = api.create_app(config)
    app.test_client_class = ContractClient
    shop.open_shop()
    return app.test_client()


@pytest.fixture
def till(client: FlaskClient) -> Person:
    """A till that may do everything a till may."""
    return people.a_till(client, *identity.TERMINAL_SCOPES)
