"""Refusals and failures on the wire."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api import errors, refusals
from foundation import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from tests import house
from tests.api.probe import THING


def test_each_kind_of_refusal_has_its_status() -> None:
    kinds = [Invalid, NotAllowed, NotFound, Conflict, Unavailable]

    assert [errors.status_of(kind) for kind in kinds] == [422, 403, 404, 409, 503]


def test_every_refusal_of_the_house_is_in_the_table() -> None:
    assert {errors.status_of(kind) for kind in house.refusals()} <= set(errors.STATUSES.values())


def test_a_refusal_is_a_problem_with_everything_in_it(probe_client: FlaskClient) -> None:
    answer = probe_client.post("/v1/probe/things", json=THING | {"name": "spent"})

    assert answer.status_code == 409
    assert answer.mimetype == "application/problem+json"
    assert answer.json == {
        "type": "/v1/errors/TEST_PROBE_SPENT",
        "title": "Test probe spent",
        "status": 409,
        "detail": "The probe has 1 left; 2 are needed.",
        "code": "TEST_PROBE_SPENT",
        "errors": [{"pointer": "/name", "code": "SPENT", "message": "It is spent."}],
        "request_id": answer.headers["X-Request-Id"],
    }


@pytest.mark.parametrize(
    ("asked", "locale", "word"),
    [("ru-RU,ru;q=0.9", "ru", "пути"), ("ro", "ro", "cale"), ("de", "en", "path")],
)
def test_a_refusal_speaks_the_callers_language(
    probe_client: FlaskClient, asked: str, locale: str, word: str
) -> None:
    answer = probe_client.get("/nowhere", headers={"Accept-Language": asked})

    assert answer.headers["Content-Language"] == locale
    assert "Accept-Language" in answer.headers["Vary"]
    assert word in answer.json["detail"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/nowhere", 404, "ROUTE_NOT_FOUND"),
        ("/v1/probe/failures/400", 400, "MALFORMED_REQUEST"),
        ("/v1/probe/failures/418", 418, "MALFORMED_REQUEST"),
        ("/v1/probe/failures/429", 429, "TOO_MANY_REQUESTS"),
        ("/v1/probe/failures/bug", 500, "INTERNAL_ERROR"),
        ("/v1/probe/failures/duplicate", 500, "INTERNAL_ERROR"),
        ("/v1/probe/failures/away", 503, "DATABASE_UNAVAILABLE"),
        ("/v1/probe/failures/late", 503, "DATABASE_UNAVAILABLE"),
    ],
)
def test_every_failure_wears_the_envelope(
    probe_app: Flask, path: str, status: int, code: str
) -> None:
    answer = FlaskClient(probe_app).get(path)

    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.mimetype == "application/problem+json"
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]
    assert "anna@example.com" not in answer.text


def test_a_wrong_method_is_told_the_right_ones(probe_client: FlaskClient) -> None:
    answer = probe_client.delete("/v1/probe/things")

    assert (answer.status_code, answer.json["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert set(answer.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}


def test_what_is_away_is_told_when_to_try_again(probe_client: FlaskClient) -> None:
    away = probe_client.get("/v1/probe/failures/away")
    bug = probe_client.get("/v1/probe/failures/bug")

    assert int(away.headers["Retry-After"]) >= 1
    assert "Retry-After" not in bug.headers


def test_the_catalogue_explains_every_code(client: FlaskClient) -> None:
    items = {item["code"]: item for item in client.get("/v1/errors").json["items"]}
    one = client.get("/v1/errors/SCOPE_MISSING", headers={"Accept-Language": "ru"})

    assert {kind.code for kind in house.refusals()} <= set(items)
    assert one.json["status"] == 403
    assert one.json["detail"] != refusals.ScopeMissing.message


def test_an_unknown_code_is_refused(client: FlaskClient) -> None:
    answer = client.get("/v1/errors/NO_SUCH")

    assert (answer.status_code, answer.json["code"]) == (404, "ERROR_CODE_NOT_FOUND")
