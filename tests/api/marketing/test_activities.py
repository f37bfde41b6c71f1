"""What members do besides buying: told by tills, decided on by operators, seen by members."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import program
from tests.api import people, shop
from tests.api.people import Person
from tests.api.shop import OPENED_AT

TOLD = "/v1/pos/activities"
SEEN = "/v1/marketing/activities"
TERMS = (
    shop.TERMS
    + """\
activities:
  review.submitted:
    name: { en: A review, ru: Отзыв, ro: O recenzie }
    approval: true
    once_per: { data: [sku] }
    data: { sku: { type: text }, stars: { type: number, min: 1, max: 5 } }
    then: [{ add: { account: points, amount: 50 } }]
  visit.made:
    when: { min_app_version: "5.0" }
    then: [{ add: { account: points, amount: 5 } }]
  help.asked:
    fulfilment: true
    then: [{ deduct: { account: points, amount: 5 } }]
"""
)


@pytest.fixture
def partner(client: FlaskClient, anna: Person) -> Person:
    program.apply(TERMS, author="olga", effective_at=OPENED_AT)
    return people.a_till(client, "earn", "lookup", program="kopeck")


def told(member: Person, type: str = "review.submitted", **changes: Any) -> dict[str, Any]:
    """Say what a member did."""
    what: dict[str, Any] = {
        "member_id": member.id,
        "type": type,
        "number": shop.a_key()["Idempotency-Key"],
        "occurred_at": "2026-03-02T11:59:00+02:00",
    }
    if type == "review.submitted":
        what["data"] = {"sku": "tent", "stars": 5}
    return what | changes


def tell(partner: Person, member: Person, type: str = "review.submitted", **changes: Any) -> Any:
    """Tell of an activity."""
    return partner.post(TOLD, json=told(member, type, **changes), headers=shop.a_key())


def decide(olga: Person, answer: TestResponse, what: str, **body: Any) -> TestResponse:
    """Decide on an activity."""
    path = f"{SEEN}/{answer.json['activity']['id']}/{what}"
    options = {"json": body} if body else {}
    return olga.post(path, headers=shop.a_key(), **options)


def test_nobody_tells_of_activities_or_decides_without_a_credential_and_its_scope(
    client: FlaskClient, partner: Person, anna: Person
) -> None:
    viewer = people.an_operator(client, "Vera", role="viewer")
    other = people.a_till(client, "redeem", program="kopeck")
    done = tell(partner, anna)

    anonymous = [
        client.post(TOLD, json=told(anna), headers=shop.a_key()),
        client.get(f"{TOLD}/act_1"),
        client.get(SEEN),
        client.get("/v1/mobile/activities"),
    ]
    refused = [tell(other, anna), decide(viewer, done, "approval"), other.get(f"{TOLD}/act_1")]

    assert [answer.status_code for answer in anonymous] == [401] * 4
    assert [answer.json["code"] for answer in refused] == ["SCOPE_MISSING"] * 3


def test_a_review_waits_is_approved_and_can_be_taken_back(
    olga: Person, partner: Person, anna: Person
) -> None:
    waiting = tell(partner, anna)
    approved = decide(olga, waiting, "approval")
    again = decide(olga, waiting, "refusal", reason="Too late for that")
    undone = decide(olga, waiting, "reversal", reason="It was of another thing")

    assert (waiting.status_code, waiting.json["activity"]["state"]) == (201, "pending")
    assert shop.points_in(waiting)["pending"] == 50
    assert (approved.status_code, shop.points_in(approved)["available"]) == (200, 50)
    assert (again.status_code, again.json["code"]) == (409, "ACTIVITY_ALREADY_DECIDED")
    assert shop.points_in(undone)["available"] == 0
    made = undone.json["activity"]["decisions"]
    assert [row["decision"] for row in made] == ["approve", "reverse"]
    assert made[1]["reason"] == "It was of another thing"


def test_a_review_that_is_declined_gives_nothing(
    olga: Person, partner: Person, anna: Person
) -> None:
    declined = decide(olga, tell(partner, anna), "refusal", reason="Not a review at all")

    assert declined.json["activity"]["state"] == "declined"
    assert shop.points_in(declined) == {"available": 0, "pending": 0, "held": 0, "debt": 0}


def test_what_is_accepted_must_be_fulfilled(olga: Person, partner: Person, anna: Person) -> None:
    shop.give_points(anna, 20)
    asked = tell(partner, anna, "help.asked")

    early = decide(olga, asked, "fulfilment")
    decide(olga, asked, "approval")
    done = decide(olga, asked, "fulfilment")

    assert shop.points_in(asked)["held"] == 5
    assert early.json["code"] == "ACTIVITY_ALREADY_DECIDED"
    assert (done.json["activity"]["state"], shop.points_in(done)["available"]) == ("fulfilled", 15)


def test_the_same_activity_is_recorded_once_whoever_repeats_it(
    partner: Person, anna: Person
) -> None:
    what, key = told(anna), shop.a_key()

    first = partner.post(TOLD, json=what, headers=key)
    again = partner.post(TOLD, json=what, headers=key)
    elsewhere = partner.post(TOLD, json=what, headers=shop.a_key())
    other = partner.post(TOLD, json=what | {"data": {"sku": "x", "stars": 1}}, headers=shop.a_key())

    assert first.data == again.data
    assert again.headers["Idempotency-Replayed"] == "true"
    assert elsewhere.json["activity"]["id"] == first.json["activity"]["id"]
    assert (other.status_code, other.json["code"]) == (409, "ACTIVITY_ALREADY_RECORDED")


@pytest.mark.parametrize(
    ("type", "changes", "status", "code", "inner"),
    [
        ("no.such", {}, 422, "ACTIVITY_UNKNOWN", []),
        ("review.submitted", {"data": {"stars": 9}}, 422, "ACTIVITY_INVALID",
         [("/data/sku", "REQUIRED"), ("/data/stars", "TOO_LARGE")]),
        ("visit.made", {"app_version": "4.9"}, 409, "ACTIVITY_REJECTED",
         [("/type", "APP_TOO_OLD")]),
        ("help.asked", {}, 409, "INSUFFICIENT_POINTS", []),
        ("visit.made", {"member_id": "mem_nobody"}, 404, "WALLET_NOT_FOUND", []),
        ("visit.made", {"occurred_at": "2027-01-01T00:00:00Z"}, 422, "OCCURRED_IN_FUTURE", []),
        ("review.submitted", {"receipt_id": "rcp_1"}, 422, "ACTIVITY_INVALID",
         [("/receipt", "UNKNOWN_FIELD")]),
        ("visit.made", {"number": ""}, 422, "REQUEST_INVALID", [("/number", "WRONG_VALUE")]),
    ],
)  # fmt: skip
def test_what_does_not_count_is_told_with_the_reason(
    partner: Person, anna: Person, type: str, changes: Any, status: int, code: str, inner: Any
) -> None:
    answer = tell(partner, anna, type, **changes)

    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert [(e["pointer"], e["code"]) for e in answer.json["errors"]] == inner


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", "needs version 5"),
        ("ru", "Нужна версия приложения 5"),
        ("ro", "versiunea 5.0 a aplicației"),
    ],
)
def test_the_reason_comes_in_the_callers_language(
    partner: Person, anna: Person, locale: str, words: str
) -> None:
    what = told(anna, "visit.made", app_version="4.9")
    headers = shop.a_key() | {"Accept-Language": locale}

    answer = partner.post(TOLD, json=what, headers=headers)

    assert words in answer.json["errors"][0]["message"]


def test_activities_are_listed_newest_first_filtered_and_page_by_page(
    olga: Person, partner: Person, anna: Person
) -> None:
    done = [tell(partner, anna, data={"sku": f"s{n}", "stars": 5}) for n in range(5)]
    decide(olga, done[0], "approval")

    first = olga.get(f"{SEEN}?limit=3&member_id={anna.id}").json
    rest = olga.get(f"{SEEN}?limit=3&cursor={first['next_cursor']}").json
    pending = olga.get(f"{SEEN}?state=pending&type=review.submitted").json
    wrong = olga.get(f"{SEEN}?cursor=abc")

    ids = [row["id"] for row in first["items"] + rest["items"]]
    assert sorted(ids) == sorted(answer.json["activity"]["id"] for answer in done)
    assert (len(first["items"]), rest["next_cursor"], len(pending["items"])) == (3, None, 4)
    assert wrong.json["code"] == "CURSOR_INVALID"


def test_members_see_their_own_in_their_language(
    client: FlaskClient, partner: Person, anna: Person, boris: Person
) -> None:
    done = tell(partner, anna)

    mine = anna.get("/v1/mobile/activities", headers={"Accept-Language": "ru"}).json["items"]
    told_of = partner.get(f"{TOLD}/{done.json['activity']['id']}")
    unknown = partner.get(f"{TOLD}/act_1")

    assert [(row["name"], row["state"]) for row in mine] == [("Отзыв", "pending")]
    assert boris.get("/v1/mobile/activities").json["items"] == []
    assert told_of.json["data"] == {"sku": "tent", "stars": "5"}
    assert (unknown.status_code, unknown.json["code"]) == (404, "ACTIVITY_NOT_FOUND")


def test_attributes_are_set_forgotten_and_kept(olga: Person, partner: Person, anna: Person) -> None:
    path = f"/v1/marketing/members/{anna.id}/attributes"

    def change(**attributes: Any) -> TestResponse:
        return olga.patch(path, json={"attributes": attributes}, headers=shop.a_key())

    change(tariff="a", children=2, has_car=True)
    after = change(tariff=None, children=3)
    wrong = change(tariff={"a": 1})

    assert after.json == {"attributes": {"children": 3, "has_car": True}}
    assert olga.get(path).json == after.json
    assert (wrong.status_code, wrong.json["code"]) == (422, "REQUEST_INVALID")


def test_terminals_with_the_scope_set_attributes_of_their_program(
    client: FlaskClient, partner: Person, olga: Person, anna: Person
) -> None:
    path = f"/v1/pos/members/{anna.id}/attributes"
    seller = people.a_till(client, "attributes")
    body, key = {"attributes": {"tariff": "a", "children": 2}}, shop.a_key()

    nobody = client.patch(path, json=body, headers=key)
    refused = partner.patch(path, json=body, headers=key)
    first = seller.patch(path, json=body, headers=key)
    again = seller.patch(path, json=body, headers=key)
    unknown = seller.patch(path.replace(anna.id, "mem_nobody"), json=body, headers=shop.a_key())

    assert (nobody.status_code, refused.status_code) == (401, 403)
    assert (first.json, again.headers["Idempotency-Replayed"]) == (body, "true")
    assert olga.get(path.replace("pos", "marketing")).json == body
    assert (unknown.status_code, unknown.json["code"]) == (404, "WALLET_NOT_FOUND")
