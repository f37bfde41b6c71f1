"""The smallest application that could answer home: Flask, the driver, a fast encoder, no more.

No caller is checked, nothing is tagged, counted, logged or translated.
"""

from __future__ import annotations

from typing import Any

import orjson
from flask import Flask, Response
from pymongo import MongoClient

from foundation import Config

READY, PROFILES, ACCOUNTS = "bench_homes", "bench_profiles", "bench_balances"


def make() -> Flask:
    """Make the application for the database that the environment names."""
    config = Config.from_env()
    client: MongoClient[dict[str, Any]] = MongoClient(config.mongodb_uri, tz_aware=True)
    kept = client[config.database]
    app = Flask(__name__, static_folder=None)

    @app.get("/ready/<member_id>")
    def ready(member_id: str) -> Response:
        """Answer with a document that holds the whole screen."""
        return _answer(kept[READY].find_one({"_id": member_id}))

    @app.get("/joined/<member_id>")
    def joined(member_id: str) -> Response:
        """Answer with a profile and an account, read one after the other as Kopilka does."""
        profile = kept[PROFILES].find_one({"_id": member_id}) or {}
        return _answer(profile | (kept[ACCOUNTS].find_one({"_id": member_id}) or {}))

    return app


def _answer(content: dict[str, Any] | None) -> Response:
    return Response(orjson.dumps(content), mimetype="application/json")
