"""Deny is the default."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api import callers
from tests.api import people

CLOSED = ["/v1/probe/self", "/v1/probe/office", "/v1/probe/till"]


def bearer(credential: str) -> dict[str, str]:
    """Write the header of a credential."""
    return {"Authorization": f"Bearer {credential}"}


def test_every_route_says_who_may_call(app: Flask) -> None:
    silent = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if (access := callers.access_of(app.view_functions[rule.endpoint])) is None
        or (access.audience != "public" and not access.scope)
    ]

    assert silent == []


def test_a_route_that_says_nothing_answers_nobody(probe_app: Flask) -> None:
    answer = probe_app.test_client().get("/v1/probe/undeclared")

    assert answer.status_code == 500
    assert b"open" not in answer.data


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic YTpi", "Token x"])
def test_no_credential_is_401(probe_client: FlaskClient, path: str, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}

    answer = probe_client.get(path, headers=headers)

    assert (answer.status_code, answer.json["code"]) == (401, "CREDENTIAL_MISSING")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="kopilka"'


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("credential", ["x", "a.b.c", "kp_live_0_0", "x" * 5000])
def test_a_bad_credential_is_401(probe_client: FlaskClient, path: str, credential: str) -> None:
    answer = probe_client.get(path, headers=bearer(credential))

    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


@pytest.mark.usefixtures("database", "clock")
class TestCredentialsOfOthers:
    """A credential opens its own audience and scope and nothing else."""

    def test_a_members_token_opens_what_is_theirs_alone(self, probe_client: FlaskClient) -> None:
        token = people.a_member(probe_client, "Anna").credential

        statuses = [probe_client.get(path, headers=bearer(token)).status_code for path in CLOSED]

        assert statuses == [200, 401, 401]

    def test_an_operators_token_opens_the_office_alone(self, probe_client: FlaskClient) -> None:
        token = people.an_operator(probe_client, "Olga").credential

        statuses = [probe_client.get(path, headers=bearer(token)).status_code for path in CLOSED]

        assert statuses == [401, 200, 401]

    def test_a_role_without_the_scope_is_403(self, probe_client: FlaskClient) -> None:
        token = people.an_operator(probe_client, "Viktor", role="viewer").credential

        answer = probe_client.get("/v1/probe/office", headers=bearer(token))

        assert (answer.status_code, answer.json["code"]) == (403, "SCOPE_MISSING")
        assert "programs.write" in answer.json["detail"]

    def test_a_key_opens_the_till_alone(self, probe_client: FlaskClient) -> None:
        key = people.a_till(probe_client, "earn").credential

        statuses = [probe_client.get(path, headers=bearer(key)).status_code for path in CLOSED]

        assert statuses == [401, 401, 200]

    def test_a_key_without_the_scope_is_403(self, probe_client: FlaskClient) -> None:
        key = people.a_till(probe_client, "lookup").credential

        answer = probe_client.get("/v1/probe/till", headers=bearer(key))

        assert (answer.status_code, answer.json["code"]) == (403, "SCOPE_MISSING")
