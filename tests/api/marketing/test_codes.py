"""Marketing's codes over HTTP: issued, listed, used, revoked, exported; and reports of rewards."""

from __future__ import annotations

import csv
import io

import offers
from tests.api.catalogue_shop import open_catalogue
from tests.api.people import Person
from tests.api.shop import a_key, a_receipt, close, give_points

CODES = "/v1/marketing/codes"
BATCHES = "/v1/marketing/code-batches"


def test_a_code_is_issued_once_by_its_key(olga: Person) -> None:
    open_catalogue()
    key = a_key()

    first = olga.post(CODES, json={"series": "once"}, headers=key)
    again = olga.post(CODES, json={"series": "once"}, headers=key)
    other = olga.post(CODES, json={"series": "once"}, headers=a_key())

    assert (first.status_code, first.json["text"]) == (201, again.json["text"])
    assert other.json["text"] != first.json["text"]


def test_what_cannot_be_issued_is_refused(olga: Person, anna: Person) -> None:
    open_catalogue()
    asked = [
        {"series": "nothing"},
        {"series": "spring"},
        {"series": "friend"},
        {"series": "once", "member_id": anna.id},
        {"series": "friend", "member_id": "mem_7p3k9x2m4v8q1z5t6w0y3b2n"},
    ]

    answers = [olga.post(CODES, json=body, headers=a_key()).json["code"] for body in asked]

    assert answers == [
        "CODE_SERIES_NOT_FOUND",
        "CODE_SERIES_NOT_ISSUED",
        "CODE_HOLDER_REQUIRED",
        "CODE_HOLDER_NOT_TAKEN",
        "MEMBER_NOT_FOUND",
    ]


def test_who_used_a_code_is_told(olga: Person, anna: Person, till: Person) -> None:
    open_catalogue()
    receipt = close(till, a_receipt(anna, codes=["spring"])).json["receipt"]

    (use,) = olga.get(f"{CODES}/SPRING/uses").json["items"]

    assert (use["member_id"], use["receipt_id"]) == (anna.id, receipt["id"])
    assert use["given_back_at"] is None


def test_a_revoked_code_is_shown_as_such(olga: Person, viktor: Person) -> None:
    open_catalogue()
    text = olga.post(CODES, json={"series": "once"}, headers=a_key()).json["text"]

    forbidden = viktor.post(f"{CODES}/{text}/revoke")
    olga.post(f"{CODES}/{text}/revoke")

    assert forbidden.status_code == 403
    assert viktor.get(f"{CODES}/{text.lower()}").json["state"] == "revoked"
    assert viktor.get(f"{CODES}/nothing").status_code == 404


def test_a_batch_is_planned_made_and_exported(olga: Person) -> None:
    open_catalogue()
    wanted = {"series": "once", "name": "summer", "size": 1200}

    planned = olga.post(BATCHES, json=wanted)
    same = olga.post(BATCHES, json=wanted)
    offers.make_batches()
    made = olga.get(f"{BATCHES}/{planned.json['id']}").json
    table = olga.get(f"{BATCHES}/{planned.json['id']}/codes.csv")

    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert (planned.status_code, planned.json["made"], made["made"]) == (202, 0, 1200)
    assert same.json["id"] == planned.json["id"]
    assert len({row["text"] for row in rows}) == 1200
    assert olga.get(BATCHES).json["items"] == [made]


def test_the_report_tells_what_the_catalogue_cannot_give(olga: Person, anna: Person) -> None:
    open_catalogue()
    give_points(anna, 1000)

    report = olga.get("/v1/marketing/reports/rewards").json

    (points,) = report["capacity"]
    assert (points["held"], points["capacity"], points["is_alarm"]) == (1000, None, False)
    assert report["left_out"] == []
    assert report["is_complete"] is True


def test_a_member_may_only_earn_by_an_operator_s_word(olga: Person, anna: Person) -> None:
    open_catalogue()
    give_points(anna, 100)
    path = f"/v1/marketing/members/{anna.id}/capabilities"

    key, trial = a_key(), {"is_earn_only": True, "reason": "A trial"}
    first, again = (olga.call("PUT", path, json=trial, headers=key) for _ in range(2))
    refused = anna.post("/v1/mobile/redemptions", json={"reward": "cup"}, headers=a_key())

    assert (first.json, again.headers["Idempotency-Replayed"]) == (again.json, "true")
    assert refused.json["code"] == "REWARD_REFUSED"
    assert [error["code"] for error in refused.json["errors"]] == ["EARN_ONLY"]


def test_a_reward_that_was_had_is_taken_back_by_an_operator(olga: Person, anna: Person) -> None:
    open_catalogue()
    give_points(anna, 100)
    had = anna.post("/v1/mobile/redemptions", json={"reward": "cup"}, headers=a_key()).json

    undone = olga.post(f"/v1/marketing/redemptions/{had['id']}/undo", headers=a_key())

    assert (undone.status_code, undone.json["state"]) == (200, "cancelled")
    assert olga.post("/v1/marketing/redemptions/x/undo", headers=a_key()).status_code == 404
