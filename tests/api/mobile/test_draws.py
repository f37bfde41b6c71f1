"""Draws over the API: published odds and commitments, what is left, and public proofs."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

import program
from foundation import clock as house_clock
from foundation.clock import FrozenClock
from sales import draws
from tests.api import people, shop
from tests.api.people import Person

MOBILE, MARKETING = "/v1/mobile/draws", "/v1/marketing/draws"
PROOF = "/v1/draws/treat/periods/2026-03"
DRAW = """
draws:
  - code: treat
    name: { en: A treat, ru: Угощение, ro: O gustare }
    odds: 1/2
    budget: 10
    prizes:
      - code: points
        name: { en: 50 points, ru: 50 баллов, ro: 50 de puncte }
        give: { account: points, amount: 50 }
"""


@pytest.fixture(autouse=True)
def _open(clock: FrozenClock, client: FlaskClient) -> None:
    shop.open_shop(shop.TERMS + DRAW)
    draws.publish_seeds(program.terms_at("kopeck", house_clock.now()))


def test_a_member_sees_odds_commitments_and_what_is_left(anna: Person) -> None:
    answer = anna.get(MOBILE, headers={"Accept-Language": "ro"})

    (draw,) = answer.json["items"]
    assert (draw["name"], draw["state"], draw["odds"]) == ("O gustare", "open", "1/2")
    assert (draw["budget"], draw["left"], draw["text"]) == (10, 10, "Câștigă 1/2.")
    assert len(draw["period"]["commitment"]) == 64
    assert draw["period"]["published_at"].endswith("Z")
    assert draw["period"]["revealed_at"].endswith(":00:00.000Z")
    assert draw["next_period"]["name"] == "2026-04"
    assert len(draw["next_period"]["commitment"]) == 64


def test_an_operator_sees_how_much_of_the_budget_is_won(
    anna: Person, till: Person, olga: Person
) -> None:
    states = [shop.close(till, shop.a_receipt(anna)).status_code for _ in range(8)]

    (draw,) = olga.get(MARKETING).json["items"]
    won = sum(
        movement["rules"][0]["rule"] == "draw:treat"
        for entry in anna.get("/v1/mobile/history").json["items"]
        for movement in entry["movements"]
        if movement["rules"]
    )
    assert set(states) == {201}
    assert draw["left"] == 10 - won


def test_anybody_can_check_an_order_when_the_period_is_over(
    client: FlaskClient, anna: Person, till: Person, clock: FrozenClock
) -> None:
    order = shop.close(till, shop.a_receipt(anna)).json["receipt"]["id"]
    before = client.get(PROOF, query_string={"subject": order})
    clock.set(datetime(2026, 4, 2, 12, tzinfo=UTC))
    after = client.get(PROOF, query_string={"subject": order})

    assert (before.json["seed"], before.json["number"], before.json["prize"]) == (None, None, None)
    seed = bytes.fromhex(after.json["seed"])
    assert hashlib.sha256(seed).hexdigest() == before.json["period"]["commitment"]
    message = after.json["message"]
    assert message == f"treat|{order}"
    assert hmac.new(seed, message.encode(), "sha256").hexdigest() == after.json["number"]
    is_won = int(after.json["number"], 16) < 1 << 255
    assert after.json["prize"] == ("points" if is_won else None)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v1/draws/nothing/periods/2026-03", "DRAW_NOT_FOUND"),
        ("/v1/draws/treat/periods/2026-13", "DRAW_PERIOD_UNKNOWN"),
        ("/v1/draws/treat/periods/2031-01", "DRAW_PERIOD_UNKNOWN"),
    ],
)
def test_what_was_never_drawn_is_not_found(client: FlaskClient, path: str, code: str) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.json["code"]) == (404, code)


def test_lists_are_for_members_and_operators(client: FlaskClient) -> None:
    assert client.get(MOBILE).status_code == 401
    assert client.get(MARKETING).status_code == 401
    assert people.a_member(client, "Vera").get(MARKETING).status_code == 401


def test_a_receipt_tells_its_tickets_in_words(anna: Person, till: Person) -> None:
    receipts = [shop.close(till, shop.a_receipt(anna)).json["receipt"] for _ in range(8)]

    told = {
        (ticket["state"], ticket["prize"], ticket["text"])
        for receipt in receipts
        for ticket in receipt["draws"]
    }
    assert told == {
        ("won", "points", "You won: 50 points."), ("lost", None, "No luck this time."),
    }  # fmt: skip
    won = next(receipt for receipt in receipts if receipt["draws"][0]["prize"])
    assert "A treat" in [rule["reason"] for row in won["earned"] for rule in row["rules"]]
