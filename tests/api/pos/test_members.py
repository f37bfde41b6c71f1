"""Who stands at the till."""

from __future__ import annotations

from typing import Any

import pytest

import members
from foundation.clock import FrozenClock
from tests.api import people, shop
from tests.api.people import Person
from tests.builders import a_phone
from wallet import cards

IDENTIFY = "/v1/pos/identify"


def a_card_of(person: Person) -> cards.CardView:
    """Give a person's first card."""
    return cards.list_cards(person.id)[0]


def test_nobody_identifies_without_a_key(till: Person) -> None:
    answer = till.client.post(IDENTIFY, json={"phone": "+37369123456"})

    assert (answer.status_code, answer.json["code"]) == (401, "CREDENTIAL_MISSING")


def test_a_till_without_the_scope_identifies_nobody(till: Person) -> None:
    other = people.a_till(till.client, "earn")

    answer = other.post(IDENTIFY, json={"phone": "+37369123456"})

    assert (answer.status_code, answer.json["code"]) == (403, "SCOPE_MISSING")


def test_a_member_is_known_by_phone_card_code_and_id(
    till: Person, anna: Person, clock: FrozenClock
) -> None:
    phone = a_phone()
    members.update_profile(anna.id, {"phone": phone})
    card = a_card_of(anna)
    code = cards.card_code(card.id).payload
    shown = [
        {"phone": phone},
        {"card": card.number},
        {"card": card.number.replace(" ", "").lower()},
        {"code": code},
        {"card": code},
        {"member_id": anna.id},
    ]

    answers = [till.post(IDENTIFY, json=way) for way in shown]

    assert {(a.status_code, a.json["member_id"]) for a in answers} == {(200, anna.id)}
    assert [a.json["card_id"] for a in answers] == [None, *[card.id] * 4, None]


def test_a_till_sees_enough_to_greet_and_to_serve(till: Person, anna: Person) -> None:
    shop.close(till, shop.a_receipt(anna, 6000))

    answer = till.post(IDENTIFY, json={"member_id": anna.id}, headers={"Accept-Language": "ru"})

    assert answer.json == {
        "member_id": anna.id,
        "given_name": "Anna",
        "status": "active",
        "locale": "en",
        "card_id": None,
        "tier": {"code": "bronze", "name": "Бронза"},
        "next": {
            "code": "silver",
            "name": "Серебро",
            "account": "status",
            "missing": 40,
            "needs": [{"kind": "units", "code": "status", "missing": 40, "is_either": False}],
        },
        "balances": [
            {"account": "points", "name": "Баллы", "available": 600},
            {"account": "status", "name": "Покупки за год", "available": 60},
        ],
    }


def test_who_is_not_known_is_refused_alike(till: Person, anna: Person) -> None:
    card = a_card_of(anna)
    code = cards.card_code(card.id).payload
    strange = "0" * 24 + code[code.rindex(".") :]
    unknown = [
        {"phone": "+37369000000"},
        {"phone": "not a number"},
        {"card": "2900099999999"},
        {"card": "x"},
        {"code": card.number},
        {"code": f"K1.{strange}"},
        {"member_id": "mem_" + "0" * 24},
        {"member_id": anna.login},
    ]

    answers = [till.post(IDENTIFY, json=way) for way in unknown]

    bodies = {(a.status_code, a.json["code"], a.json["detail"]) for a in answers}
    assert bodies == {
        (404, "MEMBER_NOT_IDENTIFIED", "Nobody is known by this card, number or code.")
    }


@pytest.mark.parametrize(
    ("shown", "code"),
    [
        ({}, "IDENTIFIER_INVALID"),
        ({"phone": "+37369123456", "card": "KP20"}, "IDENTIFIER_INVALID"),
        ({"phone": 37369123456}, "REQUEST_INVALID"),
        ({"email": "anna@example.com"}, "REQUEST_INVALID"),
        ({"card": "\x00"}, "REQUEST_INVALID"),
    ],
)
def test_one_way_to_identify_is_asked_for(till: Person, shown: dict[str, Any], code: str) -> None:
    answer = till.post(IDENTIFY, json=shown)

    assert (answer.status_code, answer.json["code"]) == (422, code)


@pytest.mark.parametrize(
    ("act", "code"), [(cards.block_card, "CARD_BLOCKED"), (cards.replace_card, "CARD_REPLACED")]
)
def test_a_card_out_of_use_identifies_nobody(
    till: Person, anna: Person, act: Any, code: str
) -> None:
    card = a_card_of(anna)
    act(card.id)

    answer = till.post(IDENTIFY, json={"card": card.number})

    assert (answer.status_code, answer.json["code"]) == (409, code)


def test_an_old_code_is_refused_and_guessing_is_stopped(
    till: Person, anna: Person, clock: FrozenClock
) -> None:
    code = cards.card_code(a_card_of(anna).id).payload
    clock.advance(minutes=2)

    answers = [till.post(IDENTIFY, json={"code": code}) for _ in range(11)]

    assert (answers[0].status_code, answers[0].json["code"]) == (403, "CARD_CODE_WRONG")
    assert (answers[-1].status_code, answers[-1].json["code"]) == (403, "CODE_LOCKED")


def test_a_garbled_code_is_refused(till: Person) -> None:
    answer = till.post(IDENTIFY, json={"card": "K1.garbled"})

    assert (answer.status_code, answer.json["code"]) == (422, "CARD_CODE_INVALID")


def test_a_suspended_member_is_shown_as_such_and_a_closed_one_is_nobody(
    till: Person, anna: Person, boris: Person
) -> None:
    members.suspend(anna.id, reason="Lost phone", operator_id="opr_1")
    members.close(boris.id, reason="Asked to leave", operator_id="opr_1")

    suspended = till.post(IDENTIFY, json={"member_id": anna.id})
    closed = till.post(IDENTIFY, json={"member_id": boris.id})

    assert (suspended.status_code, suspended.json["status"]) == (200, "suspended")
    assert (closed.status_code, closed.json["code"]) == (404, "MEMBER_NOT_IDENTIFIED")


def test_before_a_program_begins_a_till_serves_nobody(
    till: Person, anna: Person, clock: FrozenClock
) -> None:
    clock.set(shop.OPENED_AT)
    clock.advance(days=-1)

    answer = till.post(IDENTIFY, json={"member_id": anna.id})

    assert (answer.status_code, answer.json["code"]) == (404, "PROGRAM_NOT_EFFECTIVE")


def test_a_till_of_a_program_without_terms_serves_nobody(till: Person, anna: Person) -> None:
    stray = people.a_till(till.client, "lookup", program="nowhere")

    answer = stray.post(IDENTIFY, json={"member_id": anna.id})

    assert (answer.status_code, answer.json["code"]) == (404, "PROGRAM_NOT_FOUND")
