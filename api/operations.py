"""Health, metrics and public keys: what machines around the API ask."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from flask import Response, current_app

import identity
from api import metrics
from api.answers import answer, with_etag
from api.blueprint import Blueprint, refuses
from api.callers import public
from api.schemas import Schema
from foundation import database
from foundation.database import DatabaseUnavailable

blueprint = Blueprint("operations", tag="Operations", description="Health, metrics, public keys")


class HealthSchema(Schema):
    """How the service is."""

    status = ma.fields.String(required=True, validate=ma.validate.OneOf(["ok"]))


class KeySchema(ma.Schema):
    """A public key (RFC 7517)."""

    kty = ma.fields.String(required=True)
    crv = ma.fields.String(required=True)
    kid = ma.fields.String(required=True)
    x = ma.fields.String(required=True)
    y = ma.fields.String(required=True)
    use = ma.fields.String()
    alg = ma.fields.String()


class KeySetSchema(Schema):
    """The keys that verify access tokens."""

    keys = ma.fields.List(ma.fields.Nested(KeySchema), required=True)


@blueprint.route("/health/live", methods=["GET"])
@public
@refuses()
@blueprint.response(200, HealthSchema, example={"status": "ok"})
def is_live() -> Any:
    """Tell that the process runs."""
    return answer({"status": "ok"})


@blueprint.route("/health/ready", methods=["GET"])
@public
@refuses(DatabaseUnavailable)
@blueprint.response(200, HealthSchema, example={"status": "ok"})
def is_ready() -> Any:
    """Tell that the service can work: the database takes a write and gives it back."""
    if not database.is_healthy():
        raise DatabaseUnavailable
    return answer({"status": "ok"})


@blueprint.route("/metrics", methods=["GET"])
@public
@refuses()
@blueprint.response(
    200, {"type": "string"}, content_type="text/plain", example="kopilka_http_requests_total 1.0"
)
def read_metrics() -> Response:
    """Give this process's counters in Prometheus' text format."""
    body = current_app.extensions["kopilka_metrics"].expose()
    return Response(body, content_type=metrics.CONTENT_TYPE)


@blueprint.route("/.well-known/jwks.json", methods=["GET"])
@public
@refuses()
@with_etag
@blueprint.response(
    200,
    KeySetSchema,
    example={
        "keys": [
            {
                "kty": "EC",
                "crv": "P-256",
                "kid": "a1b2c3d4",
                "x": "f83O…",
                "y": "x_FE…",
                "use": "sig",
                "alg": "ES256",
            }
        ]
    },
)
def list_public_keys() -> Any:
    """List the public keys that verify access tokens."""
    return answer(identity.public_jwks())
