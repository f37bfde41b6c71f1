"""One JSON line per request, and nothing personal in it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from foundation import Config
from tests.api import probe


def lines(capture: pytest.CaptureFixture[bytes]) -> list[dict[str, Any]]:
    """Read what was logged."""
    return [json.loads(line) for line in capture.readouterr().out.splitlines()]


def test_a_request_is_one_line(config: Config, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    client = probe.make(config).test_client()

    answer = client.get("/v1/probe/failures/429?token=secret")

    (line,) = lines(capsysbinary)
    assert line["event"] == "request"
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert (line["method"], line["route"]) == ("GET", "/v1/probe/failures/<kind>")
    assert (line["status"], line["refused"]) == (429, "TOO_MANY_REQUESTS")
    assert line["duration_ms"] >= 0
    assert "secret" not in str(line)


def test_a_bug_is_logged_with_its_frames_and_without_people(
    config: Config, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    client = probe.make(config).test_client()

    client.get("/v1/probe/failures/bug")
    client.get("/v1/probe/failures/duplicate")

    logged = lines(capsysbinary)
    assert [line["event"] for line in logged] == ["bug", "request", "bug", "request"]
    assert logged[0]["request_id"] == logged[1]["request_id"]
    assert logged[0]["error"] == "ZeroDivisionError"
    assert "probe.py" in logged[0]["frames"][-1]
    assert "anna@example.com" not in str(logged)
