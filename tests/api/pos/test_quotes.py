"""What a basket would cost and earn."""

from __future__ import annotations

from typing import Any

import pytest

import wallet
from tests.api import people, shop
from tests.api.people import Person

QUOTES = "/v1/pos/quotes"


def test_nobody_quotes_without_a_key(till: Person, anna: Person) -> None:
    answer = till.client.post(QUOTES, json=shop.a_basket(anna))

    assert (answer.status_code, answer.json["code"]) == (401, "CREDENTIAL_MISSING")


def test_a_till_that_may_not_look_does_not_quote(till: Person, anna: Person) -> None:
    other = people.a_till(till.client, "refund")

    answer = other.post(QUOTES, json=shop.a_basket(anna))

    assert (answer.status_code, answer.json["code"]) == (403, "SCOPE_MISSING")


def test_a_quote_tells_what_is_earned_line_by_line_and_why(till: Person, anna: Person) -> None:
    basket = shop.a_basket(anna, 1000, 250)
    basket["lines"].append(shop.a_line(700, category="tobacco"))

    answer = till.post(QUOTES, json=basket, headers={"Accept-Language": "ro"})

    points = [
        [(p["rule"], p["version"], p["points"], p["reason"]) for p in line["points"]]
        for line in answer.json["lines"]
    ]
    assert (answer.json["total_minor"], answer.json["payable_minor"]) == (1950, 1950)
    assert points[0][0] == ("purchase", 1, 100, "10 % din cumpărătură")
    assert [sum(p[2] for p in row if p[0] == "purchase") for row in points] == [100, 25, 0]
    (earned, status) = answer.json["earned"]
    assert (earned["account"], earned["amount"], earned["cap"]) == ("points", 125, None)
    assert (earned["name"], earned["expires_at"][:4]) == ("Puncte", "2027")
    assert (status["account"], status["amount"]) == ("status", 19)
    assert answer.json["next"]["missing"] == 81


def test_a_quote_tells_the_most_that_points_may_pay(till: Person, anna: Person) -> None:
    shop.give_points(anna, 300)

    little = till.post(QUOTES, json=shop.a_basket(anna, 2000)).json
    much = till.post(QUOTES, json=shop.a_basket(anna, 400)).json
    spent = till.post(QUOTES, json=shop.a_basket(anna, 2000, burn_points=200)).json

    assert (little["burn"]["max_points"], little["burn"]["cap"]) == (300, "balance")
    assert (much["burn"]["max_points"], much["burn"]["cap"]) == (200, "percent")
    assert much["burn"]["unit_minor"] == "1"
    assert (spent["payable_minor"], spent["lines"][0]["burned_minor"]) == (1800, 200)
    assert spent["burned"] == {"points": 200, "value_minor": 200}


def test_a_cap_that_bites_is_named(till: Person, anna: Person) -> None:
    answer = till.post(QUOTES, json=shop.a_basket(anna, 100_000))

    assert (answer.json["earned"][0]["amount"], answer.json["earned"][0]["cap"]) == (
        5000,
        "points/day",
    )


def test_a_quote_changes_nothing(till: Person, anna: Person) -> None:
    shop.give_points(anna, 300)
    before = wallet.get_wallet(anna.id)

    answers = [till.post(QUOTES, json=shop.a_basket(anna, burn_points=100)) for _ in range(2)]

    assert answers[0].json == answers[1].json
    assert wallet.get_wallet(anna.id) == before


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"member_id": "mem_nobody"}, 404, "WALLET_NOT_FOUND"),
        ({"currency": "MDL"}, 422, "CURRENCY_MISMATCH"),
        ({"total_minor": 999}, 422, "TOTAL_DIFFERS"),
        ({"burn_points": 1}, 409, "BURN_CAP"),
        ({"occurred_at": "2025-12-31T10:00:00Z"}, 404, "PROGRAM_NOT_EFFECTIVE"),
        ({"member_id": None, "card": "2900012345678"}, 404, "MEMBER_NOT_IDENTIFIED"),
    ],
)
def test_a_basket_that_cannot_be_is_refused(
    till: Person, anna: Person, change: dict[str, Any], status: int, code: str
) -> None:
    answer = till.post(QUOTES, json=shop.a_basket(anna) | change)

    assert (answer.status_code, answer.json["code"]) == (status, code)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"quantity": "0"}, "/lines/0/quantity"),
        ({"quantity": "-1"}, "/lines/0/quantity"),
        ({"quantity": "NaN"}, "/lines/0/quantity"),
        ({"quantity": "Infinity"}, "/lines/0/quantity"),
        ({"quantity": "1E+999999"}, "/lines/0/quantity"),
        ({"quantity": "0.0000001"}, "/lines/0/quantity"),
        ({"quantity": None}, "/lines/0/quantity"),
        ({"quantity": True}, "/lines/0/quantity"),
        ({"amount_minor": -1}, "/lines/0/amount_minor"),
        ({"amount_minor": 9.99}, "/lines/0/amount_minor"),
        ({"amount_minor": 10**13}, "/lines/0/amount_minor"),
        ({"sku": ""}, "/lines/0/sku"),
        ({"sku": "x" * 65}, "/lines/0/sku"),
        ({"colour": "red"}, "/lines/0/colour"),
    ],
)
def test_a_line_that_cannot_be_is_named(
    till: Person, anna: Person, change: dict[str, Any], pointer: str
) -> None:
    basket = shop.a_basket(anna)
    basket["lines"][0] |= change

    answer = till.post(QUOTES, json=basket)

    assert (answer.status_code, answer.json["code"]) == (422, "REQUEST_INVALID")
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"lines": []}, "/lines"),
        ({"lines": [shop.a_line(1)] * 501}, "/lines"),
        ({"occurred_at": "2026-03-02T12:00:00"}, "/occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "/occurred_at"),
        ({"currency": "eur"}, "/currency"),
        ({"card": "2900012345678"}, ""),
        ({"member_id": None}, ""),
        ({"burn_points": -1}, "/burn_points"),
        ({"tip": 5}, "/tip"),
    ],
)
def test_a_request_that_cannot_be_is_named(
    till: Person, anna: Person, change: dict[str, Any], pointer: str
) -> None:
    answer = till.post(QUOTES, json=shop.a_basket(anna) | change)

    assert (answer.status_code, answer.json["code"]) == (422, "REQUEST_INVALID")
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


def test_quantities_are_texts_or_numbers(till: Person, anna: Person) -> None:
    written = ["0.125", 0.125, "1.500000", 2, "12"]
    lines = [shop.a_line(100, quantity=quantity) for quantity in written]

    answer = till.post(QUOTES, json=shop.a_basket(anna) | {"lines": lines})

    assert answer.status_code == 200


def test_a_receipt_of_five_hundred_lines_is_taken(till: Person, anna: Person) -> None:
    lines = [shop.a_line(100, category="c" * 100, brand="b" * 100)] * 500

    answer = till.post(QUOTES, json=shop.a_basket(anna) | {"lines": lines})

    assert (answer.status_code, answer.json["total_minor"]) == (200, 50_000)
