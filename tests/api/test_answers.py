"""Entity tags, cursors and idempotency keys."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from api import answers
from api.refusals import CursorInvalid


def test_json_writes_moments_in_utc_with_z() -> None:
    body = {"at": datetime(2026, 3, 2, 10, tzinfo=UTC)}

    assert answers.encode(body) == b'{"at":"2026-03-02T10:00:00Z"}'


def test_an_answer_that_has_not_changed_is_304(probe_client: FlaskClient) -> None:
    first = probe_client.get("/v1/probe/pages")
    etag = first.headers["ETag"]

    again = probe_client.get("/v1/probe/pages", headers={"If-None-Match": etag})
    other = probe_client.get("/v1/probe/pages?limit=3", headers={"If-None-Match": etag})

    assert not etag.startswith("W/")
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == etag
    assert other.status_code == 200


@given(st.lists(st.text(max_size=30) | st.integers(-(2**63), 2**63 - 1), max_size=4))
def test_a_cursor_gives_back_what_it_was_made_of(parts: list[str | int]) -> None:
    cursor = answers.encode_cursor(*parts)

    assert answers.decode_cursor(cursor) == parts
    assert all(letter.isalnum() or letter in "-_" for letter in cursor)


@given(st.text(max_size=60))
def test_a_foreign_cursor_is_refused_or_harmless(text: str) -> None:
    try:
        parts = answers.decode_cursor(text)
    except CursorInvalid:
        return

    assert all(type(part) in (str, int) for part in parts)


@pytest.mark.parametrize("cursor", ["%%%", "bm90IGpzb24", "eyJhIjoxfQ", "W3siJGd0IjoiIn1d", "я"])
def test_a_forged_cursor_is_refused(probe_client: FlaskClient, cursor: str) -> None:
    answer = probe_client.get("/v1/probe/pages", query_string={"cursor": cursor})

    assert (answer.status_code, answer.json["code"]) == (422, "CURSOR_INVALID")


def test_a_payment_without_a_key_is_refused(probe_client: FlaskClient) -> None:
    answer = probe_client.post("/v1/probe/payments")

    assert (answer.status_code, answer.json["code"]) == (400, "IDEMPOTENCY_KEY_REQUIRED")


@pytest.mark.parametrize("key", ["short", "x" * 129, "with a space", "кириллица"])
def test_a_strange_key_is_refused(probe_client: FlaskClient, key: str) -> None:
    headers = {"Idempotency-Key": key.encode("utf-8").decode("latin-1")}

    answer = probe_client.post("/v1/probe/payments", headers=headers)

    assert (answer.status_code, answer.json["code"]) == (400, "IDEMPOTENCY_KEY_INVALID")


@pytest.mark.parametrize(("key", "replayed"), [("first-time", None), ("again-and-again", "true")])
def test_a_replay_is_marked(probe_client: FlaskClient, key: str, replayed: str | None) -> None:
    answer = probe_client.post("/v1/probe/payments", headers={"Idempotency-Key": key})

    assert (answer.status_code, answer.json["seen"]) == (200, key)
    assert answer.headers.get("Idempotency-Replayed") == replayed
