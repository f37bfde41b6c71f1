"""What quotes, holds and receipts refuse alike: whose basket it is, and under which terms."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from foundation.clock import FrozenClock
from tests.api import people, shop
from tests.api.people import Person
from wallet import cards

DOORS = ["/v1/pos/quotes", "/v1/pos/holds", shop.RECEIPTS]


def send(till: Person, door: str, member: Person, **changes: Any) -> TestResponse:
    """Send a basket that spends 100 points to a door."""
    basket = shop.a_basket(member, burn_points=100) | changes
    if door != DOORS[0]:
        basket |= {"receipt_no": shop.a_key()["Idempotency-Key"]}
    return till.post(door, json=basket, headers=shop.a_key())


def by_card(till: Person, door: str, member: Person, card: str) -> TestResponse:
    """Send a basket whose member is named by a card."""
    return send(till, door, member, member_id=None, card=card)


@pytest.mark.parametrize("door", DOORS)
def test_a_card_out_of_use_names_nobody(till: Person, anna: Person, door: str) -> None:
    shop.give_points(anna, 300)
    first = cards.list_cards(anna.id)[0]

    taken = by_card(till, door, anna, first.number)
    cards.block_card(first.id)
    blocked = by_card(till, door, anna, first.number)
    cards.replace_card(first.id)
    replaced = by_card(till, door, anna, first.number)
    unknown = by_card(till, door, anna, "2900099999999")

    assert taken.status_code in (200, 201)
    assert (blocked.status_code, blocked.json["code"]) == (409, "CARD_BLOCKED")
    assert (replaced.status_code, replaced.json["code"]) == (409, "CARD_REPLACED")
    assert (unknown.status_code, unknown.json["code"]) == (404, "MEMBER_NOT_IDENTIFIED")


@pytest.mark.parametrize("door", DOORS)
def test_a_wrong_code_names_nobody(
    till: Person, anna: Person, clock: FrozenClock, door: str
) -> None:
    code = cards.card_code(cards.list_cards(anna.id)[0].id).payload
    clock.advance(minutes=2)

    garbled = by_card(till, door, anna, "K1.garbled")
    wrong = [by_card(till, door, anna, code) for _ in range(11)]

    assert (garbled.status_code, garbled.json["code"]) == (422, "CARD_CODE_INVALID")
    assert (wrong[0].status_code, wrong[0].json["code"]) == (403, "CARD_CODE_WRONG")
    assert (wrong[-1].status_code, wrong[-1].json["code"]) == (403, "CODE_LOCKED")


@pytest.mark.parametrize("door", DOORS)
def test_a_basket_needs_terms_and_a_wallet(till: Person, anna: Person, door: str) -> None:
    stray = people.a_till(till.client, "lookup", "earn", "redeem", program="nowhere")

    answers = [
        send(stray, door, anna),
        send(till, door, anna, occurred_at="2025-12-31T10:00:00Z"),
        send(till, door, anna, member_id="mem_nobody"),
    ]

    assert [(a.status_code, a.json["code"]) for a in answers] == [
        (404, "PROGRAM_NOT_FOUND"),
        (404, "PROGRAM_NOT_EFFECTIVE"),
        (404, "WALLET_NOT_FOUND"),
    ]


def test_a_code_that_spends_is_used_up(till: Person, anna: Person) -> None:
    shop.give_points(anna, 1000)
    code = cards.card_code(cards.list_cards(anna.id)[0].id).payload
    receipt = shop.a_basket(anna, burn_points=100, member_id=None, card=code, receipt_no="C1")

    first = till.post(shop.RECEIPTS, json=receipt, headers={"Idempotency-Key": "code-spend-1"})
    again = till.post(shop.RECEIPTS, json=receipt, headers={"Idempotency-Key": "code-spend-1"})
    others = [by_card(till, door, anna, code) for door in DOORS[1:]]
    earning = send(till, shop.RECEIPTS, anna, member_id=None, card=code, burn_points=0)

    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.data, again.headers["Idempotency-Replayed"]) == (first.data, "true")
    assert [(a.status_code, a.json["code"]) for a in others] == [(409, "CARD_CODE_USED")] * 2
    assert earning.status_code == 201


def test_a_hold_that_a_code_placed_is_closed_and_repeated_with_it(
    till: Person, anna: Person
) -> None:
    shop.give_points(anna, 1000)
    code = cards.card_code(cards.list_cards(anna.id)[0].id).payload
    basket = shop.a_basket(anna, burn_points=100, member_id=None, card=code, receipt_no="C2")
    key = {"Idempotency-Key": "code-hold-1"}

    held, again = (till.post(DOORS[1], json=basket, headers=key) for _ in range(2))
    closing = basket | {"hold_id": held.json["hold_id"]}
    closed = till.post(shop.RECEIPTS, json=closing, headers=shop.a_key())

    assert (held.status_code, again.data) == (201, held.data)
    assert (closed.status_code, closed.json["receipt"]["burned"]["points"]) == (201, 100)
