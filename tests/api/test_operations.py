"""Health, metrics and public keys."""

from __future__ import annotations

from dataclasses import replace

from flask.testing import FlaskClient

from api import create_app
from foundation import Config


def test_a_running_process_is_live(client: FlaskClient) -> None:
    assert client.get("/health/live").json == {"status": "ok"}


def test_a_process_with_its_database_is_ready(client: FlaskClient) -> None:
    assert client.get("/health/ready").json == {"status": "ok"}


def test_requests_are_counted_by_route(config: Config) -> None:
    client = create_app(replace(config)).test_client()
    client.get("/v1/errors/SCOPE_MISSING")
    client.get("/v1/errors/NO_SUCH")
    client.get("/somebody/came/guessing")

    text = client.get("/metrics").text

    route = 'kopilka_http_requests_total{method="GET",route="/v1/errors/<code>",status='
    assert route + '"200"} 1.0' in text
    assert route + '"404"} 1.0' in text
    assert "guessing" not in text


def test_public_keys_are_listed_without_private_parts(client: FlaskClient) -> None:
    answer = client.get("/.well-known/jwks.json")

    (key,) = answer.json["keys"]
    assert (key["kty"], key["alg"]) == ("EC", "ES256")
    assert "d" not in key
