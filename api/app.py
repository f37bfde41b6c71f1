"""The application factory: one Flask app with every audience of the porch."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

from flask import Flask, Response, current_app, g, request

from api import (
    callers,
    catalogue,
    draws,
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


class Porch(Flask):
    """Flask whose views are all plain functions: nothing is looked at for being a coroutine."""

    json_provider_class = FastJson

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Give the function as it is."""
        return func


def create_app(config: Config) -> Flask:
    """Make the API for a configuration. The database must be connected before it serves."""
    app = Porch("kopilka", static_folder=None)
    app.url_map.merge_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.config["DEFAULT_LOCALE"] = config.default_locale
    app.config["PROGRAM"] = config.program
    app.config["CORS_ORIGINS"] = frozenset(config.cors_origins)
    app.config["IS_PRODUCTION"] = config.environment == "production"
    app.extensions["kopilka_log"] = log.make_logger(config.log_level)
    app.extensions["kopilka_metrics"] = metrics.Metrics()
    app.before_request(meet)
    app.after_request(part)
    errors.install(app)
    _register(app)
    return app


def meet() -> None:
    """Begin a request: its time, its id, its caller, its size."""
    g.started = perf_counter()
    headers.name_request()
    callers.admit()
    refuse_large_body()


def part(answer: Response) -> Response:
    """End a request: headers, metrics, log."""
    headers.secure(answer)
    headers.share(answer)
    current_app.extensions["kopilka_metrics"].count(answer)
    log.request_done(answer)
    return answer


def refuse_large_body() -> None:
    """Refuse by the announced length, before any of the body is read.

    A view may say by `most_bytes` that it takes more than others.
    """
    if request.method == "GET":
        return
    view = current_app.view_functions.get(request.endpoint or "")
    most = getattr(view, "most_bytes", MAX_BODY_BYTES)
    request.max_content_length = most + 1  # By one more byte an unannounced length is seen.
    if (request.content_length or 0) > most:
        raise BodyTooLarge


def _register(app: Flask) -> None:
    api = Api(app)
    app.extensions["kopilka_api"] = api
    audiences = [mobile.BLUEPRINTS, pos.BLUEPRINTS, marketing.BLUEPRINTS]
    common = [draws.blueprint, catalogue.blueprint, operations.blueprint]
    for blueprint in [*sum(audiences, ()), *common]:
        api.register_blueprint(blueprint)
    app.register_blueprint(pages.blueprint)
