"""Headers of every answer, and who may read it from a browser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api import create_app
from foundation import Config

SECURE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
SHOP = "https://shop.example"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/probe/self", 401),
        ("/v1/probe/failures/bug", 500),
        ("/nowhere", 404),
        ("/health/live", 200),
    ],
)
def test_every_answer_carries_the_headers(probe_app: Flask, path: str, status: int) -> None:
    answer = probe_app.test_client().get(path)

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in SECURE} == SECURE
    assert "Server" not in answer.headers
    assert "Set-Cookie" not in answer.headers


def test_strict_transport_is_asked_for_in_production_alone(config: Config) -> None:
    production = create_app(replace(config, environment="production")).test_client()
    development = create_app(config).test_client()

    assert "max-age=" in production.get("/health/live").headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in development.get("/health/live").headers


@pytest.mark.parametrize("given", ["checkout-000123", "a.b_c-d.9"])
def test_a_sane_request_id_is_kept(probe_client: FlaskClient, given: str) -> None:
    answer = probe_client.get("/health/live", headers={"X-Request-Id": given})

    assert answer.headers["X-Request-Id"] == given


@pytest.mark.parametrize("given", ["short", "x" * 65, "with space id", '{"a":"injected"}'])
def test_a_strange_request_id_is_replaced(probe_client: FlaskClient, given: str) -> None:
    answer = probe_client.get("/health/live", headers={"X-Request-Id": given})

    assert answer.headers["X-Request-Id"].startswith("req_")


def test_a_known_origin_may_read(probe_client: FlaskClient) -> None:
    answer = probe_client.get("/health/live", headers={"Origin": SHOP})
    asked = probe_client.options("/v1/probe/things", headers={"Origin": SHOP})

    assert answer.headers["Access-Control-Allow-Origin"] == SHOP
    assert "Origin" in answer.headers["Vary"]
    assert "Idempotency-Key" in asked.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "https://shop.example.evil.example", "http://shop.example"],
)
def test_no_other_origin_may_read(probe_client: FlaskClient, origin: str) -> None:
    answer = probe_client.get("/health/live", headers={"Origin": origin})
    asked = probe_client.options("/v1/probe/things", headers={"Origin": origin})

    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Access-Control-Allow-Methods" not in asked.headers
