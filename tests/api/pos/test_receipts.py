"""Receipts: closed once, whatever happens on the way."""

from __future__ import annotations

from typing import Any

import pytest

import members
import wallet
from foundation.clock import FrozenClock
from tests.api import people, shop
from tests.api.people import Person
from tests.api.shop import RECEIPTS
from wallet import cards

HOLDS = "/v1/pos/holds"


def test_nobody_closes_or_reads_without_a_key(till: Person, anna: Person) -> None:
    closed = till.client.post(RECEIPTS, json=shop.a_receipt(anna), headers=shop.a_key())
    read = till.client.get(f"{RECEIPTS}/rcp_1")
    found = till.client.get(RECEIPTS, query_string={"receipt_no": "1"})

    assert {a.status_code for a in (closed, read, found)} == {401}


def test_a_till_does_what_its_scopes_say(till: Person, anna: Person) -> None:
    shop.give_points(anna, 300)
    looking, earning = people.a_till(till.client, "lookup"), people.a_till(till.client, "earn")
    spending = shop.a_receipt(anna, burn_points=100)

    refused = [
        shop.close(looking, shop.a_receipt(anna)),
        shop.close(earning, spending),
        shop.close(earning, shop.a_receipt(anna, hold_id="hld_1")),
        earning.get(f"{RECEIPTS}/rcp_1"),
        earning.get(RECEIPTS, query_string={"receipt_no": "1"}),
    ]

    assert [(a.status_code, a.json["code"]) for a in refused] == [(403, "SCOPE_MISSING")] * 5
    assert refused[1].json["detail"] == "This credential lacks the scope redeem."
    assert shop.close(earning, shop.a_receipt(anna)).status_code == 201


def test_a_closed_receipt_tells_what_was_earned_and_what_is_there_now(
    till: Person, anna: Person
) -> None:
    shop.give_points(anna, 300)
    receipt = shop.a_receipt(anna, 9000, 2000, burn_points=200, total_minor=11_000)
    receipt["tenders"] = [
        {"kind": "cash", "amount_minor": 800},
        {"kind": "card", "amount_minor": 10_000},
    ]

    answer = shop.close(till, receipt, **{"Accept-Language": "ru"})

    closed = answer.json["receipt"]
    assert (answer.status_code, closed["state"], closed["payable_minor"]) == (201, "closed", 10_800)
    assert closed["burned"] == {"account": "points", "points": 200, "value_minor": 200}
    assert [(e["account"], e["amount"]) for e in closed["earned"]] == [
        ("points", 1080),
        ("status", 110),
    ]
    assert closed["earned"][0]["rules"][0]["reason"] == "10 % от покупки"
    assert (closed["store_id"], closed["terminal_id"]) == ("sto_centre", till.id)
    assert closed["occurred_at"] == "2026-03-02T10:00:00.000Z"
    assert (answer.json["tier"]["code"], answer.json["progress"]["next"]) == ("silver", None)
    assert shop.points_in(answer)["available"] == 1180
    assert answer.json["seq"] == 2


def test_a_repeated_receipt_gets_the_same_answer_to_the_byte(
    till: Person, anna: Person, clock: FrozenClock
) -> None:
    receipt, key = shop.a_receipt(anna), shop.a_key()
    first = till.post(RECEIPTS, json=receipt, headers=key)
    shop.close(till, shop.a_receipt(anna))
    till.post(
        f"{RECEIPTS}/{first.json['receipt']['id']}/returns",
        json=shop.a_return(),
        headers=shop.a_key(),
    )
    clock.advance(days=2)

    again = till.post(RECEIPTS, json=receipt, headers=key)
    by_number = shop.close(till, receipt)

    assert (first.status_code, again.status_code, by_number.status_code) == (201, 201, 201)
    assert first.data == again.data == by_number.data
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == by_number.headers["Idempotency-Replayed"]


def test_another_receipt_under_the_same_key_is_refused_by_what_differs(
    till: Person, anna: Person
) -> None:
    receipt, key = shop.a_receipt(anna), shop.a_key()
    till.post(RECEIPTS, json=receipt, headers=key)

    other = till.post(RECEIPTS, json=receipt | {"channel": "web"}, headers=key)
    number = till.post(RECEIPTS, json=shop.a_receipt(anna), headers=key)

    assert (other.status_code, other.json["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert other.json["detail"].endswith("different: channel.")
    assert number.json["detail"].endswith("different: receipt_no.")


def test_another_receipt_under_the_same_number_is_refused_by_what_differs(
    till: Person, anna: Person
) -> None:
    receipt = shop.a_receipt(anna)
    shop.close(till, receipt)

    answer = shop.close(till, receipt | {"lines": [shop.a_line(999)]})

    assert (answer.status_code, answer.json["code"]) == (409, "RECEIPT_ALREADY_CLOSED")
    assert "lines" in answer.json["detail"]


def test_two_tills_may_use_the_same_number(till: Person, anna: Person) -> None:
    other = people.a_till(till.client, "earn")
    receipt = shop.a_receipt(anna)

    answers = [shop.close(till, receipt), shop.close(other, receipt)]

    assert [a.status_code for a in answers] == [201, 201]
    assert answers[0].json["receipt"]["id"] != answers[1].json["receipt"]["id"]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"member_id": "mem_nobody"}, 404, "WALLET_NOT_FOUND"),
        ({"currency": "USD"}, 422, "CURRENCY_MISMATCH"),
        ({"total_minor": 999}, 422, "TOTAL_DIFFERS"),
        ({"tenders": [{"kind": "cash", "amount_minor": 999}]}, 422, "TENDERS_DO_NOT_ADD_UP"),
        ({"tenders": [{"kind": "shells", "amount_minor": 1000}]}, 422, "REQUEST_INVALID"),
        ({"occurred_at": "2026-03-02T11:00:00Z"}, 422, "OCCURRED_IN_FUTURE"),
        ({"occurred_at": "2025-12-31T10:00:00Z"}, 404, "PROGRAM_NOT_EFFECTIVE"),
        ({"occurred_at": None}, 422, "REQUEST_INVALID"),
        ({"burn_points": 400}, 409, "BURN_CAP"),
        ({"hold_id": "hld_nothing"}, 404, "HOLD_NOT_FOUND"),
        ({"receipt_no": ""}, 422, "REQUEST_INVALID"),
        ({"lines": []}, 422, "REQUEST_INVALID"),
    ],
)
def test_a_receipt_that_cannot_be_is_refused_and_changes_nothing(
    till: Person, anna: Person, change: dict[str, Any], status: int, code: str
) -> None:
    shop.give_points(anna, 300)

    answer = shop.close(till, shop.a_receipt(anna) | change)

    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert wallet.get_wallet(anna.id).seq == 1


def test_a_hold_is_spent_once(till: Person, anna: Person, clock: FrozenClock) -> None:
    shop.give_points(anna, 300)
    basket = shop.a_basket(anna, burn_points=100)
    first, late = [till.post(HOLDS, json=basket, headers=shop.a_key()).json for _ in range(2)]

    more = shop.close(till, shop.a_receipt(anna, hold_id=first["hold_id"], burn_points=150))
    spent = shop.close(till, shop.a_receipt(anna, hold_id=first["hold_id"], burn_points=60))
    again = shop.close(till, shop.a_receipt(anna, hold_id=first["hold_id"], burn_points=60))
    clock.advance(minutes=16)
    timed_out = shop.close(till, shop.a_receipt(anna, hold_id=late["hold_id"], burn_points=60))

    assert (more.status_code, more.json["code"]) == (409, "BURN_CAP")
    assert spent.json["receipt"]["burned"]["points"] == 60
    assert shop.points_in(spent)["available"] == 300 - 60 - 100 + 94
    assert (again.status_code, again.json["code"]) == (409, "HOLD_ALREADY_CONFIRMED")
    assert (timed_out.status_code, timed_out.json["code"]) == (409, "HOLD_TIMED_OUT")


def test_a_released_hold_pays_for_nothing(till: Person, anna: Person) -> None:
    shop.give_points(anna, 300)
    basket = shop.a_basket(anna, burn_points=100)
    hold = till.post(HOLDS, json=basket, headers=shop.a_key()).json["hold_id"]
    till.post(f"{HOLDS}/{hold}/release", headers=shop.a_key())

    answer = shop.close(till, shop.a_receipt(anna, hold_id=hold, burn_points=100))

    assert (answer.status_code, answer.json["code"]) == (409, "HOLD_ALREADY_RELEASED")


def test_more_points_than_the_ledger_counts_are_refused(till: Person, anna: Person) -> None:
    shop.open_shop(
        shop.TERMS.replace("per: 1 }", 'per: "0.01" }').replace("points: 1,", "points: 10000,")
    )

    answer = shop.close(till, shop.a_receipt(anna, *[10**12] * 100))

    assert (answer.status_code, answer.json["code"]) == (422, "AMOUNT_INVALID")


def test_a_receipt_may_name_the_card(till: Person, anna: Person) -> None:
    card = cards.list_cards(anna.id)[0]
    receipt = shop.a_receipt(anna, card=card.number) | {"member_id": None}

    first = shop.close(till, receipt)
    cards.block_card(card.id)
    again = shop.close(till, receipt)
    other = shop.close(till, shop.a_receipt(anna, card=card.number) | {"member_id": None})

    assert first.json["receipt"]["member_id"] == anna.id
    assert again.data == first.data
    assert (other.status_code, other.json["code"]) == (409, "CARD_BLOCKED")


def test_a_receipt_may_name_the_code_of_the_app(
    till: Person, anna: Person, clock: FrozenClock
) -> None:
    code = cards.card_code(cards.list_cards(anna.id)[0].id).payload
    receipt = shop.a_receipt(anna, card=code) | {"member_id": None}

    first = shop.close(till, receipt)
    clock.advance(minutes=5)
    again = shop.close(till, receipt)
    old = shop.close(till, shop.a_receipt(anna, card=code) | {"member_id": None})

    assert first.status_code == 201
    assert again.data == first.data
    assert (old.status_code, old.json["code"]) == (403, "CARD_CODE_WRONG")


def test_a_receipt_is_read_by_every_till_of_the_program_and_by_no_other(
    till: Person, anna: Person
) -> None:
    closed = shop.close(till, shop.a_receipt(anna)).json["receipt"]
    other = people.a_till(till.client, "lookup")
    stray = people.a_till(till.client, "lookup", program="nowhere")
    path = f"{RECEIPTS}/{closed['id']}"

    assert other.get(path).json == closed
    for answer in (stray.get(path), other.get(f"{RECEIPTS}/rcp_nothing")):
        assert (answer.status_code, answer.json["code"]) == (404, "RECEIPT_NOT_FOUND")


def test_a_till_finds_its_own_receipt_by_number(till: Person, anna: Person) -> None:
    closed = shop.close(till, shop.a_receipt(anna)).json["receipt"]
    other = people.a_till(till.client, "lookup")
    query = {"receipt_no": closed["receipt_no"]}

    assert till.get(RECEIPTS, query_string=query).json == {"items": [closed]}
    assert other.get(RECEIPTS, query_string=query).json == {"items": []}
    assert till.get(RECEIPTS).json["code"] == "REQUEST_INVALID"


def test_a_receipt_is_of_the_terms_of_its_time(
    till: Person, anna: Person, clock: FrozenClock
) -> None:
    clock.advance(days=1)
    shop.program.apply(shop.TERMS.replace("percent: 10 }", "percent: 20 }"), author="tests")

    before = shop.close(till, shop.a_receipt(anna)).json["receipt"]
    after = shop.close(till, shop.a_receipt(anna, occurred_at="2026-03-03T10:00:00Z")).json[
        "receipt"
    ]

    assert (before["version"], before["earned"][0]["amount"]) == (1, 100)
    assert (after["version"], after["earned"][0]["amount"]) == (2, 200)
    assert members.get_member(anna.id)["status"] == "active"
