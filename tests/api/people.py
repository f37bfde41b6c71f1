"""People and tills who call the API, each with a credential of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import identity
import members
from tests.builders import an_email

PASSWORD = "a long enough passphrase"


@dataclass(frozen=True)
class Person:
    """Somebody with a credential: `anna.get("/v1/mobile/me")`."""

    client: FlaskClient
    id: str
    login: str
    credential: str

    def call(self, method: str, path: str, **options: Any) -> TestResponse:
        """Send a request with the credential."""
        headers = {"Authorization": f"Bearer {self.credential}"} | options.pop("headers", {})
        return self.client.open(path, method=method, headers=headers, **options)

    def get(self, path: str, **options: Any) -> TestResponse:
        """Read."""
        return self.call("GET", path, **options)

    def post(self, path: str, **options: Any) -> TestResponse:
        """Send."""
        return self.call("POST", path, **options)

    def patch(self, path: str, **options: Any) -> TestResponse:
        """Change."""
        return self.call("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        """Remove."""
        return self.call("DELETE", path, **options)


def a_member(client: FlaskClient, given: str) -> Person:
    """Sign a member up and in."""
    login = an_email(given.lower())
    joined = members.sign_up(login=login, password=PASSWORD, profile={"name": {"given": given}})
    tokens = identity.sign_in(login, PASSWORD, kind="member")
    return Person(client, joined["id"], login, tokens.access_token)


def signed_in(person: Person, *, kind: str = "member") -> Person:
    """Sign somebody in again, whose token has expired."""
    tokens = identity.sign_in(person.login, PASSWORD, kind=kind)
    return replace(person, credential=tokens.access_token)


def an_operator(client: FlaskClient, name: str, *, role: str = "owner") -> Person:
    """Make an operator and sign them in."""
    login = an_email(name.lower())
    made = identity.create_operator(login, PASSWORD, name=name, role=role)
    tokens = identity.sign_in(login, PASSWORD, kind="operator")
    return Person(client, made.id, login, tokens.access_token)


def a_till(client: FlaskClient, *scopes: str, program: str | None = None) -> Person:
    """Make a till with its key."""
    terminal, key = identity.create_terminal(
        name="Till 1", store_id="sto_centre", program=program, scopes=scopes
    )
    return Person(client, terminal.id, "", key)
