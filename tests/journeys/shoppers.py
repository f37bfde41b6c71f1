"""A shopper as the stories know one: over HTTP from the first call on."""

from __future__ import annotations

from flask.testing import FlaskClient

import wallet
from tests.api.people import PASSWORD, Person
from tests.builders import an_email


def a_shopper(client: FlaskClient, given: str = "Anna") -> Person:
    """Sign a shopper up on the phone."""
    login = an_email(given.lower())
    profile = {"login": login, "password": PASSWORD, "name": {"given": given}, "locale": "ro"}
    joined = client.post("/v1/mobile/sign-up", json=profile).json
    return Person(client, joined["member"]["id"], login, joined["access_token"])


def points_at_home(shopper: Person, account: str = "points") -> int:
    """Give what a shopper's home screen says there is to spend."""
    rows = shopper.get("/v1/mobile/home").json["balances"]
    found: int = next(row["available"] for row in rows if row["account"] == account)
    return found


def violations_of(shopper: Person) -> list[wallet.Violation]:
    """Check the shopper's ledger against all its rules."""
    audit = wallet.Audit()
    wallet.verify_wallet(shopper.id, audit)
    return list(audit.violations)
