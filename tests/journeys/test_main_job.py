"""A member earns and spends points on real receipts."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from foundation.clock import FrozenClock
from tests.api import shop
from tests.api.people import Person
from tests.journeys.shoppers import a_shopper, points_at_home, violations_of

BASKET = [
    {"sku": "beans-250", "quantity": "2", "amount_minor": 3000, "category": "coffee"},
    {"sku": "cheese", "quantity": "0.385", "amount_minor": 2000, "category": "dairy"},
    {"sku": "tobacco", "quantity": "1", "amount_minor": 700, "category": "tobacco"},
]


def test_a_shopper_earns_spends_and_returns(
    client: FlaskClient, till: Person, clock: FrozenClock
) -> None:
    anna = a_shopper(client)
    known = shown_at(till, anna)

    earned = close_basket(till, known)
    assert points_at_home(anna) == 500

    clock.advance(minutes=2)
    spent = spend(till, known, 200)
    assert points_at_home(anna) == 500 - 200 + 180

    returned = till.post(
        f"{shop.RECEIPTS}/{spent['receipt']['id']}/returns",
        json=shop.a_return({"no": 1, "quantity": "1"}),
        headers=shop.a_key(),
    ).json["returned"]
    assert (returned["refund_minor"], returned["restored_points"]) == (900, 100)
    assert points_at_home(anna) == 480 + 100 - 90

    assert [line["kind"] for entry in told(anna) for line in entry["movements"]] == [
        *("burn_reverse", "earn_reverse", "earn_reverse"),
        *("burn", "release", "earn", "earn"),
        "hold",
        *("earn", "earn"),
    ]
    assert {e["receipt"]["receipt_no"] for e in told(anna)} == {
        earned["receipt"]["receipt_no"],
        spent["receipt"]["receipt_no"],
    }
    assert violations_of(anna) == []


def shown_at(till: Person, shopper: Person) -> dict[str, Any]:
    """Show the card on the phone; the till knows who it is."""
    home = shopper.get("/v1/mobile/home").json
    picture = shopper.get(f"/v1/mobile/cards/{home['cards'][0]['id']}/barcode")
    assert picture.mimetype == "image/svg+xml"
    known: dict[str, Any] = till.post(
        "/v1/pos/identify", json={"card": home["cards"][0]["number"]}
    ).json
    assert (known["member_id"], known["given_name"], known["locale"]) == (shopper.id, "Anna", "ro")
    return known


def close_basket(till: Person, known: dict[str, Any]) -> dict[str, Any]:
    """Quote the basket, close it, and close it again because the answer was lost."""
    basket = shop.a_basket(known["member_id"]) | {"lines": BASKET}
    quote = till.post("/v1/pos/quotes", json=basket).json
    receipt = {**basket, "receipt_no": "000123", "total_minor": quote["total_minor"]}
    key = shop.a_key()

    first = till.post(shop.RECEIPTS, json=receipt, headers=key)
    again = till.post(shop.RECEIPTS, json=receipt, headers=key)

    assert (first.status_code, again.data) == (201, first.data)
    made: dict[str, Any] = first.json
    quoted = [(row["account"], row["amount"]) for row in quote["earned"]]
    assert quoted == [(row["account"], row["amount"]) for row in made["receipt"]["earned"]]
    assert quote["lines"][0]["points"] == made["receipt"]["lines"][0]["points"]
    return made


def spend(till: Person, known: dict[str, Any], points: int) -> dict[str, Any]:
    """Hold some points more than are spent, then close the receipt with the hold."""
    basket = shop.a_basket(known["member_id"]) | {
        "lines": [shop.a_line(2000, quantity="2")],
        "receipt_no": "000124",
    }
    wanted = {**basket, "burn_points": points + 50}
    hold = till.post("/v1/pos/holds", json=wanted, headers=shop.a_key()).json
    receipt = {**basket, "burn_points": points, "hold_id": hold["hold_id"]}
    receipt["tenders"] = [{"kind": "card", "amount_minor": 2000 - points}]
    made: dict[str, Any] = shop.close(till, receipt).json
    return made


def told(shopper: Person) -> list[dict[str, Any]]:
    """Give what the shopper's history tells."""
    found: list[dict[str, Any]] = shopper.get("/v1/mobile/history").json["items"]
    return found
