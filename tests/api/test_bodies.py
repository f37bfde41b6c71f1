"""Bodies are read strictly and refused clearly, on both roads."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient

from tests.api.probe import THING

ROADS = ["/v1/probe/things", "/v1/probe/structs"]
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("road", ROADS)
def test_a_good_body_is_taken(probe_client: FlaskClient, road: str) -> None:
    answer = probe_client.post(road, json=THING)

    assert answer.status_code == 200
    assert answer.json["seen"] == "probe"
    assert answer.json["at"].endswith("Z")


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "MALFORMED_JSON"),
        (b"{", 400, "MALFORMED_JSON"),
        (b'{"name": NaN}', 400, "MALFORMED_JSON"),
        (b'{"name": "\xff\xfe"}', 400, "BODY_NOT_UTF8"),
        (b'{"name": "\\ud800"}', 400, "MALFORMED_JSON"),
        (b'{"parts": ' + b"[" * 51 + b"]" * 51 + b"}", 400, "JSON_TOO_DEEP"),
        (b"[" * 30_000, 400, "JSON_TOO_DEEP"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, 400, "JSON_TOO_DEEP"),
        (b"[]", 422, "REQUEST_INVALID"),
        (b'"text"', 422, "REQUEST_INVALID"),
        (b"null", 422, "REQUEST_INVALID"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    probe_client: FlaskClient, road: str, body: bytes, status: int, code: str
) -> None:
    answer = probe_client.post(road, data=body, headers=JSON)

    assert (answer.status_code, answer.json["code"]) == (status, code)


@pytest.mark.parametrize("road", ROADS)
def test_brackets_inside_texts_are_not_depth(probe_client: FlaskClient, road: str) -> None:
    answer = probe_client.post(road, json={"name": "[{" * 60 + '\\"['})

    assert answer.status_code == 200


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_content_type_is_refused(probe_client: FlaskClient, road: str, kind: str) -> None:
    answer = probe_client.post(road, data=b'{"name": "x"}', headers={"Content-Type": kind})

    assert (answer.status_code, answer.json["code"]) == (415, "CONTENT_TYPE_UNSUPPORTED")


@pytest.mark.parametrize("road", ROADS)
def test_a_large_body_is_refused_unread(probe_client: FlaskClient, road: str) -> None:
    answer = probe_client.post(road, data=b" " * 1_048_576, headers=JSON)

    assert (answer.status_code, answer.json["code"]) == (413, "BODY_TOO_LARGE")


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/name", "REQUIRED"),
        ({"name": {"$gt": ""}}, "/name", "WRONG_TYPE"),
        ({"name": 5}, "/name", "WRONG_TYPE"),
        ({"name": None}, "/name", "WRONG_TYPE"),
        ({"name": "x", "role": "admin"}, "/role", "UNKNOWN_FIELD"),
        ({"name": "x", "parts": [{}]}, "/parts/0/sku", "REQUIRED"),
        ({"name": "x", "parts": [{"sku": "a", "$where": "1"}]}, "/parts/0/$where", "UNKNOWN_FIELD"),
        (
            {"name": "x", "parts": [{"sku": "a", "quantity": "2"}]},
            "/parts/0/quantity",
            "WRONG_TYPE",
        ),
    ],
)
def test_a_wrong_field_is_pointed_at(
    probe_client: FlaskClient, road: str, body: object, pointer: str, code: str
) -> None:
    answer = probe_client.post(road, json=body)

    assert answer.status_code == 422
    assert (pointer, code) in [(e["pointer"], e["code"]) for e in answer.json["errors"]]


@pytest.mark.parametrize(
    "query", ["limit=1000000000", "limit=0", "limit=x", "colour=red", "cursor=", "limit[$gt]=1"]
)
def test_a_wrong_query_is_refused(probe_client: FlaskClient, query: str) -> None:
    answer = probe_client.get(f"/v1/probe/pages?{query}")

    assert (answer.status_code, answer.json["code"]) == (422, "REQUEST_INVALID")


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize(
    ("size", "status", "code"),
    [(65_536, 422, "REQUEST_INVALID"), (65_537, 413, "BODY_TOO_LARGE")],
)
def test_a_large_body_of_unannounced_length_is_refused(
    probe_client: FlaskClient, road: str, size: int, status: int, code: str
) -> None:
    body = b"{}" + b" " * (size - 2)

    answer = probe_client.post(
        road,
        input_stream=io.BytesIO(body),
        content_type="application/json",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert (answer.status_code, answer.json["code"]) == (status, code)


@pytest.mark.parametrize(
    ("body", "locale", "text"),
    [
        ({}, "ru", "Это поле обязательно."),
        ({}, "ro", "Acest câmp este obligatoriu."),
        ({"name": "x", "role": 1}, "en", "There is no such field."),
        ({"name": 5}, "ru", "Пришлите текст."),
        ({"name": None}, "ro", "Acest câmp nu poate fi null."),
        ({"name": "x", "parts": 5}, "ro", "Trimiteți o listă."),
        ({"name": "x", "parts": [{"sku": "a", "quantity": "x"}]}, "ru", "Пришлите целое число."),
    ],
)
def test_both_roads_say_the_same_of_a_wrong_field(
    probe_client: FlaskClient, body: object, locale: str, text: str
) -> None:
    asked = {"Accept-Language": locale}

    said = [probe_client.post(road, json=body, headers=asked).json["errors"] for road in ROADS]

    assert said[0] == said[1]
    assert text in [error["message"] for error in said[0]]
