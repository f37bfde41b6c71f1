"""Bringing friends by phone: the member's code, a friend's code, states."""

from __future__ import annotations

import json

import pytest
import yaml

import program
from tests.api import shop
from tests.api.people import Person, a_member
from tests.programs.people import follow

REFERRALS = "/v1/mobile/referrals"


@pytest.fixture(autouse=True)
def _shop(till: Person) -> None:
    offer = {"referrer": {"account": "points", "amount": 500}}
    text = json.dumps({**yaml.safe_load(shop.TERMS), "referral": offer})
    program.apply(text, author="tests", effective_at=shop.OPENED_AT)


def test_referrals_are_for_members(anna: Person, till: Person) -> None:
    for method in ("GET", "POST"):
        assert anna.client.open(REFERRALS, method=method).status_code == 401
        assert till.call(method, REFERRALS).status_code in (401, 403)


def test_a_friend_enters_the_code_and_the_member_sees_what_became_of_it(
    anna: Person, boris: Person, till: Person
) -> None:
    code = anna.get(REFERRALS).json["code"]
    entered = boris.post(REFERRALS, json={"code": code})
    before = anna.get(REFERRALS).json["items"]
    shop.close(till, shop.a_receipt(boris))
    follow()

    (after,) = anna.get(REFERRALS).json["items"]
    assert (entered.status_code, entered.json["state"]) == (201, "registered")
    assert [one["state"] for one in before] == ["registered"]
    assert (after["state"], after["due_at"]) == ("qualified", "2026-03-16T22:00:00.000Z")
    assert anna.get(REFERRALS).json["code"] == code
    history = anna.get("/v1/mobile/history", headers={"Accept-Language": "ru"}).json["items"]
    (reward,) = [entry for entry in history if entry["operation"] == "referral"]
    assert reward["movements"][0]["rules"][0]["reason"] == "Приглашение друга"


def test_what_is_no_referral_is_refused(anna: Person, boris: Person, till: Person) -> None:
    codes = [person.get(REFERRALS).json["code"] for person in (anna, boris)]
    galina = a_member(anna.client, "Galina")
    shop.close(till, shop.a_receipt(galina))
    viktor = a_member(anna.client, "Viktor")
    viktor.post(REFERRALS, json={"code": codes[0]})

    refused = {
        "SELF_REFERRAL": anna.post(REFERRALS, json={"code": codes[0]}),
        "REFERRAL_CODE_NOT_FOUND": anna.post(REFERRALS, json={"code": "NOTACODE"}),
        "ALREADY_REFERRED": viktor.post(REFERRALS, json={"code": codes[1]}),
        "REFERRAL_NOT_NEW": galina.post(REFERRALS, json={"code": codes[0]}),
    }

    assert {code: answer.json["code"] for code, answer in refused.items()} == {
        code: code for code in refused
    }


def test_the_same_phone_is_the_same_person(anna: Person, boris: Person) -> None:
    code = anna.get(f"{REFERRALS}?device_id=phone-1").json["code"]

    answer = boris.post(REFERRALS, json={"code": code, "device_id": "phone-1"})

    assert (answer.status_code, answer.json["code"]) == (409, "SELF_REFERRAL")


def test_a_program_without_referral_offers_none(anna: Person) -> None:
    program.apply(shop.TERMS, author="tests")

    for answer in (anna.get(REFERRALS), anna.post(REFERRALS, json={"code": "ABCD2345"})):
        assert (answer.status_code, answer.json["code"]) == (404, "REFERRAL_NOT_OFFERED")


def test_who_guesses_codes_of_friends_waits(anna: Person, boris: Person) -> None:
    code = anna.get(REFERRALS).json["code"]
    guesses = [boris.post(REFERRALS, json={"code": f"GUESS{n}"}) for n in range(5)]

    waits = boris.post(REFERRALS, json={"code": code})

    assert {guess.json["code"] for guess in guesses} == {"REFERRAL_CODE_NOT_FOUND"}
    assert (waits.status_code, waits.json["code"]) == (503, "CODE_GUESSES_TOO_MANY")
