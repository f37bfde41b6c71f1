"""A paid membership over the API: sold as a line, refused while it runs, its fee kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.api import shop
from tests.api.people import Person

TERMS = json.dumps(
    {
        "code": "kopeck",
        "name": "Kopeck",
        "currency": "EUR",
        "zone": "Europe/Chisinau",
        "membership": {"sku": "CARD", "fee": "60.00", "term_months": 12, "renewal": "none"},
        "pricing": [
            {
                "id": "club",
                "reason": "10 % in the club",
                "when": {"paid": True, "exclude_skus": ["CARD"]},
                "discount": {"percent": 10},
            }
        ],
    }
)


@pytest.fixture(autouse=True)
def _shop(till: Person) -> None:
    shop.open_shop(TERMS)


def a_fee(member: Person, **changes: Any) -> dict[str, Any]:
    """Give a receipt that sells the membership."""
    receipt = shop.a_receipt(member, 6000, **changes)
    return receipt | {"lines": [line | {"sku": "CARD"} for line in receipt["lines"]]}


def test_a_fee_opens_the_membership_and_it_is_not_sold_again_while_it_runs(
    till: Person, anna: Person
) -> None:
    assert shop.close(till, a_fee(anna)).status_code == 201
    quote = till.post("/v1/pos/quotes", json=shop.a_basket(anna, 1000)).json
    assert (quote["payable_minor"], quote["discount_minor"]) == (900, 100)

    again = shop.close(till, a_fee(anna))

    assert (again.status_code, again.json["code"]) == (409, "MEMBERSHIP_RUNS")
    basket = shop.a_basket(anna, 6000)
    basket["lines"] = [line | {"sku": "CARD"} for line in basket["lines"]]
    assert till.post("/v1/pos/quotes", json=basket).json["code"] == "MEMBERSHIP_RUNS"


def test_a_fee_that_is_kept_is_not_returned_and_a_cancelled_receipt_never_was(
    till: Person, anna: Person
) -> None:
    sold = shop.close(till, a_fee(anna)).json["receipt"]
    path = f"{shop.RECEIPTS}/{sold['id']}"

    kept = till.post(f"{path}/returns", json=shop.a_return(), headers=shop.a_key())
    assert (kept.status_code, kept.json["code"]) == (409, "MEMBERSHIP_NOT_REFUNDABLE")

    undo = {"occurred_at": shop.a_return()["occurred_at"]}
    assert till.post(f"{path}/void", json=undo, headers=shop.a_key()).status_code == 200
    quote = till.post("/v1/pos/quotes", json=shop.a_basket(anna, 1000)).json
    assert quote["payable_minor"] == 1000
