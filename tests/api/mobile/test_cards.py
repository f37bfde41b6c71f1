"""A member's cards on the phone."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

import members
from foundation.clock import FrozenClock
from tests.api.people import Person
from wallet import cards

CARDS = "/v1/mobile/cards"
PLASTIC = "2900000123458"


def a_card_of(person: Person) -> str:
    """Give the id of a person's first card."""
    found: str = person.get(CARDS).json["items"][0]["id"]
    return found


def test_a_plastic_card_is_linked_once(anna: Person) -> None:
    first = anna.post(CARDS, json={"number": PLASTIC})
    again = anna.post(CARDS, json={"number": f" {PLASTIC[:3]} {PLASTIC[3:]} "})

    kinds = sorted(card["kind"] for card in anna.get(CARDS).json["items"])
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert kinds == ["plastic", "virtual"]


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ({"number": "a"}, "CARD_NUMBER_INVALID"),
        ({"number": "4111 1111 1111 1111"}, "PAYMENT_CARD_REFUSED"),
        ({"number": PLASTIC, "format": "EAN_8"}, "BARCODE_NOT_POSSIBLE"),
        ({"number": "2900000123457"}, "CARD_NUMBER_MISREAD"),
        ({"number": "036000291453"}, "CARD_NUMBER_MISREAD"),
        ({"number": "96385075", "kind": "foreign"}, "CARD_NUMBER_MISREAD"),
        ({"number": "2900000123457", "format": "EAN_13"}, "CARD_NUMBER_MISREAD"),
        ({"number": PLASTIC, "format": "PIGEON"}, "REQUEST_INVALID"),
        ({"number": PLASTIC, "kind": "virtual"}, "REQUEST_INVALID"),
        ({"number": PLASTIC, "member_id": "mem_1"}, "REQUEST_INVALID"),
    ],
)
def test_what_is_no_card_is_refused(anna: Person, card: dict[str, str], code: str) -> None:
    answer = anna.post(CARDS, json=card)

    assert (answer.status_code, answer.json["code"]) == (422, code)


def test_a_card_of_another_member_is_not_linked(anna: Person, boris: Person) -> None:
    boris.post(CARDS, json={"number": PLASTIC})

    answer = anna.post(CARDS, json={"number": PLASTIC})

    assert (answer.status_code, answer.json["code"]) == (409, "CARD_ALREADY_LINKED")


def test_a_blocked_card_is_not_linked_again(anna: Person) -> None:
    card_id = anna.post(CARDS, json={"number": PLASTIC}).json["id"]
    cards.block_card(card_id)

    answer = anna.post(CARDS, json={"number": PLASTIC})

    assert (answer.status_code, answer.json["code"]) == (409, "CARD_BLOCKED")


def test_a_replaced_card_is_not_linked_again(anna: Person) -> None:
    card_id = anna.post(CARDS, json={"number": PLASTIC}).json["id"]
    cards.replace_card(card_id)

    answer = anna.post(CARDS, json={"number": PLASTIC})

    assert (answer.status_code, answer.json["code"]) == (409, "CARD_REPLACED")


def test_nobody_carries_cards_without_end(anna: Person) -> None:
    numbers = [f"shop {number}" for number in range(60)]

    answers = [anna.post(CARDS, json={"number": n, "kind": "foreign"}) for n in numbers]

    refused = [a.json["code"] for a in answers if a.status_code == 409]
    assert refused
    assert set(refused) == {"CARD_LIMIT_REACHED"}


@pytest.mark.parametrize(
    ("image", "media", "begins"),
    [("svg", "image/svg+xml", b"<"), ("png", "image/png", b"\x89PNG")],
)
def test_a_barcode_is_drawn(anna: Person, image: str, media: str, begins: bytes) -> None:
    path = f"{CARDS}/{a_card_of(anna)}/barcode?image={image}&scale=2"

    answer = anna.get(path)
    again = anna.get(path, headers={"If-None-Match": answer.headers["ETag"]})

    assert (answer.status_code, answer.mimetype) == (200, media)
    assert answer.data.startswith(begins)
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("image=gif", "REQUEST_INVALID"),
        ("scale=11", "REQUEST_INVALID"),
        ("format=PIGEON", "REQUEST_INVALID"),
        ("format=EAN_13", "BARCODE_NOT_POSSIBLE"),
    ],
)
def test_what_cannot_be_drawn_is_refused(anna: Person, query: str, code: str) -> None:
    answer = anna.get(f"{CARDS}/{a_card_of(anna)}/barcode?{query}")

    assert (answer.status_code, answer.json["code"]) == (422, code)


def test_the_phone_makes_codes_that_the_till_accepts(anna: Person, clock: FrozenClock) -> None:
    card_id = a_card_of(anna)

    made_of = anna.get(f"{CARDS}/{card_id}/code")

    counter = int(clock.now().timestamp()) // made_of.json["period_seconds"]
    secret = base64.b32decode(made_of.json["secret"])
    digest = hmac.digest(secret, counter.to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    digits = f"{number % 10 ** made_of.json['digits']:0{made_of.json['digits']}d}"
    payload = made_of.json["prefix"] + digits
    assert cards.verify_card_code(payload, at=clock.now(), consume=True).id == card_id
    assert made_of.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("act", "code"), [(cards.block_card, "CARD_BLOCKED"), (cards.replace_card, "CARD_REPLACED")]
)
def test_a_card_out_of_use_makes_no_codes(anna: Person, act: object, code: str) -> None:
    card_id = a_card_of(anna)
    act(card_id)  # type: ignore[operator]

    answer = anna.get(f"{CARDS}/{card_id}/code")

    assert (answer.status_code, answer.json["code"]) == (409, code)


def test_a_number_with_a_wrong_check_digit_is_taken_under_a_format_that_needs_none(
    anna: Person,
) -> None:
    refused = anna.post(CARDS, json={"number": "2900000123457"}, headers={"Accept-Language": "ru"})

    taken = anna.post(CARDS, json={"number": "2900000123457", "format": "CODE_128"})

    assert "EAN_13 неверна" in refused.json["detail"]
    assert (taken.status_code, taken.json["format"]) == (201, "CODE_128")


def test_a_lost_card_is_blocked_found_and_let_in_again(anna: Person) -> None:
    card_id = a_card_of(anna)

    blocked, twice = (anna.post(f"{CARDS}/{card_id}/block") for _ in range(2))
    home = anna.get(CARDS).json["items"]
    back = anna.post(f"{CARDS}/{card_id}/unblock")

    assert (blocked.status_code, blocked.json["status"], twice.json) == (200, "blocked", home[0])
    assert (back.status_code, back.json["status"]) == (200, "active")


def test_a_replaced_card_is_out_of_use_for_good(anna: Person) -> None:
    card_id = a_card_of(anna)

    new = anna.post(f"{CARDS}/{card_id}/replace")
    after = [anna.post(f"{CARDS}/{card_id}/{act}") for act in ("block", "unblock", "replace")]

    assert (new.status_code, new.json["status"]) == (201, "active")
    assert [card["id"] for card in anna.get(CARDS).json["items"]] == [new.json["id"]]
    assert [(a.status_code, a.json["code"]) for a in after] == [(409, "CARD_REPLACED")] * 3


def test_a_suspended_member_changes_no_card_with_an_old_token(anna: Person) -> None:
    card_id = a_card_of(anna)
    members.suspend(anna.id, reason="odd receipts", operator_id="opr_olga")

    answers = [
        anna.post(CARDS, json={"number": PLASTIC}),
        *[anna.post(f"{CARDS}/{card_id}/{act}") for act in ("block", "unblock", "replace")],
    ]

    assert [(a.status_code, a.json["code"]) for a in answers] == [(403, "ACCOUNT_BARRED")] * 4
    assert [card.status for card in cards.list_cards(anna.id)] == ["active"]
