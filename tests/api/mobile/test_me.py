"""Joining, and a member's own profile."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

import members
from tests.api.people import PASSWORD, Person
from tests.builders import a_phone, an_email

SIGN_UP = "/v1/mobile/sign-up"
ME = "/v1/mobile/me"


@pytest.mark.parametrize("login", [an_email, a_phone])
def test_who_joins_is_signed_in_and_carries_a_card(client: FlaskClient, login: Any) -> None:
    profile = {"name": {"given": "Anna", "family": "Rusu"}, "locale": "ro"}

    answer = client.post(SIGN_UP, json={"login": login(), "password": PASSWORD, **profile})

    assert answer.status_code == 201
    assert answer.json["member"]["name"] == profile["name"]
    assert answer.json["member"]["id"] == answer.json["subject_id"]
    bearer = {"Authorization": f"Bearer {answer.json['access_token']}"}
    (card,) = client.get("/v1/mobile/cards", headers=bearer).json["items"]
    assert (card["kind"], card["status"]) == ("virtual", "active")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"login": "nobody"}, "LOGIN_INVALID"),
        ({"password": "short"}, "PASSWORD_TOO_SHORT"),
        ({"password": "x" * 129}, "PASSWORD_TOO_LONG"),
        ({"password": "password123456"}, "PASSWORD_COMMON"),
        ({"birth_date": "1990-13-01"}, "PROFILE_INVALID"),
        ({"password": 12345678901234}, "REQUEST_INVALID"),
        ({"locale": "de"}, "REQUEST_INVALID"),
        ({"status": "closed"}, "REQUEST_INVALID"),
        ({"name": {"given": "A\u0000"}}, "REQUEST_INVALID"),
    ],
)
def test_a_wrong_sign_up_is_refused(
    client: FlaskClient, changed: dict[str, Any], code: str
) -> None:
    answer = client.post(SIGN_UP, json={"login": an_email(), "password": PASSWORD} | changed)

    assert (answer.status_code, answer.json["code"]) == (422, code)


def test_a_login_of_another_member_is_refused(client: FlaskClient, anna: Person) -> None:
    answer = client.post(SIGN_UP, json={"login": anna.login, "password": PASSWORD})

    assert (answer.status_code, answer.json["code"]) == (409, "CONTACT_TAKEN")


def test_a_member_reads_their_profile_once(anna: Person) -> None:
    answer = anna.get(ME)
    again = anna.get(ME, headers={"If-None-Match": answer.headers["ETag"]})

    assert (answer.json["email"], answer.headers["ETag"]) == (anna.login, '"v1"')
    assert again.status_code == 304


def test_a_member_changes_their_profile(anna: Person) -> None:
    answer = anna.patch(ME, json={"name": {"given": "Ana"}, "accepts_marketing": True})

    assert answer.status_code == 200
    assert answer.json["name"] == {"given": "Ana", "family": None}
    assert (answer.json["version"], answer.headers["ETag"]) == (2, '"v2"')
    assert anna.get(ME).json == answer.json


@pytest.mark.parametrize(
    ("tag", "status"), [('"v1"', 200), ("*", 200), ('"v7"', 409), ('"strange"', 409)]
)
def test_a_change_of_another_version_is_refused(anna: Person, tag: str, status: int) -> None:
    answer = anna.patch(ME, json={"locale": "ru"}, headers={"If-Match": tag})

    assert answer.status_code == status
    assert answer.json.get("code") == (None if status == 200 else "MEMBER_CHANGED")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"balance": 1_000_000}, "REQUEST_INVALID"),
        ({"tier": "gold"}, "REQUEST_INVALID"),
        ({"role": "admin"}, "REQUEST_INVALID"),
        ({"id": "mem_1"}, "REQUEST_INVALID"),
        ({"version": 9}, "REQUEST_INVALID"),
        ({"accepts_marketing": "yes"}, "REQUEST_INVALID"),
        ({"email": "no address"}, "PROFILE_INVALID"),
        ({"email": None}, "CONTACT_REQUIRED"),
    ],
)
def test_a_wrong_change_is_refused(anna: Person, changes: dict[str, Any], code: str) -> None:
    answer = anna.patch(ME, json=changes)

    assert (answer.status_code, answer.json["code"]) == (422, code)


def test_a_contact_of_another_member_is_refused(anna: Person, boris: Person) -> None:
    answer = anna.patch(ME, json={"email": boris.login})

    assert (answer.status_code, answer.json["code"]) == (409, "CONTACT_TAKEN")


def test_a_closed_member_changes_nothing(anna: Person) -> None:
    members.close(anna.id, reason="Asked to leave", operator_id="opr_1")

    answer = anna.patch(ME, json={"locale": "ru"})

    assert (answer.status_code, answer.json["code"]) == (409, "MEMBER_STATUS_CONFLICT")


def test_parts_of_a_name_that_are_not_sent_stay(anna: Person) -> None:
    anna.patch("/v1/mobile/me", json={"name": {"given": "Anna", "family": "Rusu"}})

    changed = anna.patch("/v1/mobile/me", json={"name": {"given": "Ana"}})
    removed = anna.patch("/v1/mobile/me", json={"name": {"family": None}})

    assert changed.json["name"] == {"given": "Ana", "family": "Rusu"}
    assert removed.json["name"] == {"given": "Ana", "family": None}
