"""The application factory: one Flask app with every audience of the porch."""

from __future__ import annotations

from flask import Flask, current_app, request

from api import (
    callers,
    catalogue,
    errors,
    headers,
    log,
    marketing,
    metrics,
    mobile,
    operations,
    pages,
    pos,
)
from api.answers import FastJson
from api.bodies import MAX_BODY_BYTES
from api.openapi import Api
from api.refusals import BodyTooLarge
from foundation import Config


def create_app(config: Config) -> Flask:
    """Make the API for a configuration. The database must be connected before it serves."""
    app = Flask("kopilka", static_folder=None)
    app.json = FastJson(app)
    app.url_map.merge_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.config["DEFAULT_LOCALE"] = config.default_locale
    headers.install(
        app, origins=config.cors_origins, is_production=config.environment == "production"
    )
    log.install(app, config.log_level)
    metrics.install(app)
    callers.install(app)
    app.before_request(refuse_large_body)
    errors.install(app)
    _register(app)
    return app


def refuse_large_body() -> None:
    """Refuse by the announced length, before any of the body is read.

    A view may say by `most_bytes` that it takes more than others.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    most = getattr(view, "most_bytes", MAX_BODY_BYTES)
    request.max_content_length = most
    if (request.content_length or 0) > most:
        raise BodyTooLarge


def _register(app: Flask) -> None:
    api = Api(app)
    app.extensions["kopilka_api"] = api
    audiences = [mobile.BLUEPRINTS, pos.BLUEPRINTS, marketing.BLUEPRINTS]
    for blueprint in [*sum(audiences, ()), catalogue.blueprint, operations.blueprint]:
        api.register_blueprint(blueprint)
    app.register_blueprint(pages.blueprint)
