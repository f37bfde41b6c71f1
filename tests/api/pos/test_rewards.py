"""Rewards handed over and units claimed at a till; codes used by receipts."""

from __future__ import annotations

import identity
from tests.api.catalogue_shop import open_catalogue
from tests.api.people import Person, a_till
from tests.api.shop import a_key, a_receipt, close, give_points

CLAIMS = "/v1/pos/claims"


def test_a_reward_that_waits_is_listed_and_handed_over_once(anna: Person, till: Person) -> None:
    open_catalogue()
    give_points(anna, 100)
    anna.post("/v1/mobile/redemptions", json={"reward": "mug"}, headers=a_key())

    (waiting,) = till.get(f"/v1/pos/redemptions?member_id={anna.id}").json["items"]
    assert (waiting["name"], waiting["goods"]) == ("A mug", ["MUG"])
    path = f"/v1/pos/redemptions/{waiting['id']}/hand-over"
    over = till.post(path, headers=a_key())
    again = till.post(path, headers=a_key())

    assert (over.json["state"], again.status_code) == ("handed_over", 409)
    assert till.get(f"/v1/pos/redemptions?member_id={anna.id}").json["items"] == []


def test_units_are_claimed_and_points_are_not(anna: Person, till: Person) -> None:
    open_catalogue()
    give_points(anna, 2, account="cups")
    body = {"member_id": anna.id, "account": "cups", "amount": 1}

    made = till.post(CLAIMS, json=body, headers=a_key())
    wrong = till.post(CLAIMS, json=body | {"account": "points"}, headers=a_key())
    more = till.post(CLAIMS, json=body | {"amount": 5}, headers=a_key())

    assert (made.status_code, made.json["amount"]) == (201, 1)
    assert (wrong.json["code"], more.json["code"]) == ("CLAIM_REFUSED", "INSUFFICIENT_POINTS")


def test_a_till_without_the_scope_claims_nothing(anna: Person, till: Person) -> None:
    open_catalogue()
    looking = a_till(anna.client, *(identity.TERMINAL_SCOPES - {"redeem"}))
    body = {"member_id": anna.id, "account": "cups", "amount": 1}

    assert looking.post(CLAIMS, json=body, headers=a_key()).status_code == 403


def test_a_code_is_used_by_one_receipt_and_told_to_the_next_till(
    anna: Person, boris: Person, till: Person
) -> None:
    open_catalogue()

    first = close(till, a_receipt(anna, codes=["SPRING"]))
    second = close(till, a_receipt(boris, codes=["SPRING"]))

    assert first.json["receipt"]["payable_minor"] == 900
    assert (second.status_code, second.json["code"]) == (409, "CODE_REFUSED")
    assert second.json["errors"][0]["code"] == "CODE_LIMIT"
