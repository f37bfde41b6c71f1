"""Members as operators see them."""

from __future__ import annotations

import pytest

import identity
import members
from tests.api import people
from tests.api.people import PASSWORD, Person
from tests.builders import an_email

MEMBERS = "/v1/marketing/members"


def test_a_member_is_found_by_what_is_known(viktor: Person, anna: Person, boris: Person) -> None:
    by_login = viktor.get(MEMBERS, query_string={"search": anna.login}).json
    by_id = viktor.get(MEMBERS, query_string={"search": boris.id}).json
    nobody = viktor.get(MEMBERS, query_string={"search": "nobody"}).json

    assert [found["id"] for found in by_login["items"]] == [anna.id]
    assert [found["id"] for found in by_id["items"]] == [boris.id]
    assert nobody == {"items": [], "next_cursor": None}


def test_pages_hold_everybody_once_while_others_join(viktor: Person) -> None:
    here = [members.enroll(profile={"email": an_email()})["id"] for _ in range(7)]

    seen, query = [], {"limit": "3"}
    while query:
        page = viktor.get(MEMBERS, query_string=query).json
        seen += [member["id"] for member in page["items"]]
        members.enroll(profile={"email": an_email()})
        cursor = page["next_cursor"]
        query = {"limit": "3", "cursor": cursor} if cursor else {}

    assert len(seen) == len(set(seen))
    assert set(here) <= set(seen)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"cursor": "forged"}, "MEMBER_CURSOR_INVALID"),
        ({"limit": "101"}, "REQUEST_INVALID"),
        ({"status": "happy"}, "REQUEST_INVALID"),
        ({"search[$ne]": ""}, "REQUEST_INVALID"),
    ],
)
def test_a_wrong_question_is_refused(viktor: Person, query: dict[str, str], code: str) -> None:
    answer = viktor.get(MEMBERS, query_string=query)

    assert (answer.status_code, answer.json["code"]) == (422, code)


def test_a_member_is_shown_with_what_became_of_them(olga: Person, anna: Person) -> None:
    olga.patch(f"{MEMBERS}/{anna.id}", json={"status": "suspended", "reason": "Lost phone"})

    answer = olga.get(f"{MEMBERS}/{anna.id}")

    (change,) = answer.json["status_changes"]
    assert (change["after"], change["reason"]) == ("suspended", "Lost phone")
    assert change["operator_id"] == olga.id
    assert answer.headers["ETag"] == '"v2"'


def test_a_suspended_member_comes_back(olga: Person, anna: Person) -> None:
    path = f"{MEMBERS}/{anna.id}"
    olga.patch(path, json={"status": "suspended", "reason": "Lost phone"})

    answer = olga.patch(path, json={"status": "active", "reason": "Phone found"})

    assert (answer.status_code, answer.json["status"]) == (200, "active")
    sign_in = {"login": anna.login, "password": PASSWORD}
    assert olga.client.post("/v1/mobile/sign-in", json=sign_in).status_code == 200


def test_nothing_follows_closed(olga: Person, anna: Person) -> None:
    path = f"{MEMBERS}/{anna.id}"
    olga.patch(path, json={"status": "closed", "reason": "Asked to leave"})

    answer = olga.patch(path, json={"status": "active", "reason": "Asked to return"})

    assert (answer.status_code, answer.json["code"]) == (409, "MEMBER_STATUS_CONFLICT")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": "suspended", "reason": "  "}, "REQUEST_INVALID"),
        ({"status": "suspended", "reason": " ab "}, "REQUEST_INVALID"),
        ({"status": "suspended", "reason": "x" * 501}, "REQUEST_INVALID"),
        ({"status": "suspended"}, "REQUEST_INVALID"),
        ({"status": "happy", "reason": "x"}, "REQUEST_INVALID"),
    ],
)
def test_a_status_needs_its_reason(
    olga: Person, anna: Person, change: dict[str, str], code: str
) -> None:
    answer = olga.patch(f"{MEMBERS}/{anna.id}", json=change)

    assert (answer.status_code, answer.json["code"]) == (422, code)


def test_a_member_who_is_not_there_is_404(olga: Person) -> None:
    read = olga.get(f"{MEMBERS}/mem_nobody")
    changed = olga.patch(f"{MEMBERS}/mem_nobody", json={"status": "closed", "reason": "Gone"})

    assert [(a.status_code, a.json["code"]) for a in (read, changed)] == [
        (404, "MEMBER_NOT_FOUND")
    ] * 2


def test_who_may_only_look_changes_nothing(viktor: Person, anna: Person) -> None:
    change = {"status": "closed", "reason": "x"}

    answer = viktor.patch(f"{MEMBERS}/{anna.id}", json=change)

    assert (answer.status_code, answer.json["code"]) == (403, "SCOPE_MISSING")


def test_operators_sign_in_at_their_own_door(olga: Person) -> None:
    credentials = {"login": olga.login, "password": PASSWORD}

    tokens = olga.client.post("/v1/marketing/sign-in", json=credentials)
    wrong = olga.client.post("/v1/marketing/sign-in", json=credentials | {"password": "x"})
    token = {"refresh_token": tokens.json["refresh_token"]}
    refreshed = olga.client.post("/v1/marketing/token/refresh", json=token)
    out = olga.client.post(
        "/v1/marketing/sign-out", json={"refresh_token": refreshed.json["refresh_token"]}
    )
    dead = olga.client.post("/v1/marketing/token/refresh", json=token)

    assert (tokens.status_code, tokens.json["subject_id"]) == (200, olga.id)
    assert (wrong.status_code, wrong.json["code"]) == (401, "SIGN_IN_FAILED")
    assert (refreshed.status_code, out.status_code) == (200, 204)
    assert (dead.status_code, dead.json["code"]) == (401, "REFRESH_REFUSED")


def test_a_closed_operator_is_kept_out(olga: Person) -> None:
    other = people.an_operator(olga.client, "Irina", role="support")
    identity.close_operator(other.id)
    credentials = {"login": other.login, "password": PASSWORD}

    answer = olga.client.post("/v1/marketing/sign-in", json=credentials)

    assert (answer.status_code, answer.json["code"]) == (403, "ACCOUNT_BARRED")


def test_a_suspension_sent_again_is_answered_alike(olga: Person, anna: Person) -> None:
    path, change = f"{MEMBERS}/{anna.id}", {"status": "suspended", "reason": " Lost phone "}

    first, again = (olga.patch(path, json=change) for _ in range(2))
    other = olga.patch(path, json={"status": "suspended", "reason": "Odd receipts"})

    assert (first.status_code, again.status_code, again.data) == (200, 200, first.data)
    assert olga.get(path).json["status_changes"][0]["reason"] == "Lost phone"
    assert (other.status_code, other.json["code"]) == (409, "MEMBER_STATUS_CONFLICT")
