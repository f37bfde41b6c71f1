"""Signing in on a phone."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

import members
from foundation.clock import FrozenClock
from tests.api.people import PASSWORD, Person

SIGN_IN = "/v1/mobile/sign-in"
REFRESH = "/v1/mobile/token/refresh"


def test_a_member_signs_in_and_is_known(client: FlaskClient, anna: Person) -> None:
    answer = client.post(SIGN_IN, json={"login": anna.login.upper(), "password": PASSWORD})

    assert answer.status_code == 200
    assert (answer.json["subject_id"], answer.json["token_type"]) == (anna.id, "Bearer")
    assert answer.headers["Cache-Control"] == "no-store"
    known = client.get(
        "/v1/mobile/me", headers={"Authorization": f"Bearer {answer.json['access_token']}"}
    )
    assert known.json["id"] == anna.id


@pytest.mark.parametrize("password", ["a wrong passphrase", "x", "x" * 1024])
def test_a_wrong_password_and_an_unknown_login_look_alike(
    client: FlaskClient, anna: Person, password: str
) -> None:
    wrong = client.post(SIGN_IN, json={"login": anna.login, "password": password})
    unknown = client.post(SIGN_IN, json={"login": "nobody@example.com", "password": password})

    assert (wrong.status_code, wrong.json["code"]) == (401, "SIGN_IN_FAILED")
    assert wrong.headers["WWW-Authenticate"].startswith("Bearer")
    assert {**wrong.json, "request_id": ""} == {**unknown.json, "request_id": ""}


def test_an_operators_login_is_not_a_members(client: FlaskClient, olga: Person) -> None:
    answer = client.post(SIGN_IN, json={"login": olga.login, "password": PASSWORD})

    assert (answer.status_code, answer.json["code"]) == (401, "SIGN_IN_FAILED")


def test_a_suspended_member_is_kept_out(client: FlaskClient, anna: Person) -> None:
    members.suspend(anna.id, reason="Lost phone", operator_id="opr_1")

    answer = client.post(SIGN_IN, json={"login": anna.login, "password": PASSWORD})

    assert (answer.status_code, answer.json["code"]) == (403, "ACCOUNT_BARRED")


def test_a_refresh_token_is_good_once(
    client: FlaskClient, anna: Person, clock: FrozenClock
) -> None:
    first = client.post(SIGN_IN, json={"login": anna.login, "password": PASSWORD}).json

    second = client.post(REFRESH, json={"refresh_token": first["refresh_token"]})
    clock.advance(minutes=2)
    reused = client.post(REFRESH, json={"refresh_token": first["refresh_token"]})
    after = client.post(REFRESH, json={"refresh_token": second.json["refresh_token"]})

    assert second.status_code == 200
    assert (reused.status_code, reused.json["code"]) == (401, "REFRESH_REFUSED")
    assert after.status_code == 401


def test_who_signed_out_stays_out(client: FlaskClient, anna: Person) -> None:
    tokens = client.post(SIGN_IN, json={"login": anna.login, "password": PASSWORD}).json
    token = {"refresh_token": tokens["refresh_token"]}

    answer = client.post("/v1/mobile/sign-out", json=token)

    assert (answer.status_code, answer.data) == (204, b"")
    assert client.post(REFRESH, json=token).status_code == 401


def test_an_access_token_ends_after_ten_minutes(anna: Person, clock: FrozenClock) -> None:
    clock.advance(minutes=9)
    fresh = anna.get("/v1/mobile/me")
    clock.advance(minutes=1)
    stale = anna.get("/v1/mobile/me")

    assert fresh.status_code == 200
    assert (stale.status_code, stale.json["code"]) == (401, "ACCESS_TOKEN_REFUSED")
