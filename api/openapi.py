"""The OpenAPI 3.1 document: made once a process, kept as bytes."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import flask_smorest
from flask import Flask

from api import answers
from api.schemas import ProblemSchema

TITLE = "Kopilka"
VERSION = "1"
DESCRIPTION = """\
Loyalty backend: members, cards, points, programs.

Four audiences: `/v1/mobile` serves a member's phone, `/v1/pos` a till, `/v1/marketing` the
people who run the program, and what is under no audience is public. Every refusal is
`application/problem+json` with a stable `code`; `/v1/errors` lists them all, in English,
Russian and Romanian by `Accept-Language`.
"""
SECURITY_SCHEMES = {
    "memberToken": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "Access token from `POST /v1/mobile/sign-in`",
    },
    "operatorToken": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "Access token from `POST /v1/marketing/sign-in`",
    },
    "terminalKey": {
        "type": "http",
        "scheme": "bearer",
        "description": "Key of a till, `kp_live_…`, shown once when the terminal is made",
    },
}


class Api(flask_smorest.Api):
    """flask-smorest without its own pages, default errors and per-request document."""

    DEFAULT_ERROR_RESPONSE_NAME = None
    ERROR_SCHEMA = ProblemSchema

    def __init__(self, app: Flask) -> None:
        app.config["API_TITLE"] = TITLE
        app.config["API_VERSION"] = VERSION
        app.config["OPENAPI_VERSION"] = "3.1.0"
        super().__init__(
            app,
            spec_kwargs={
                "info": {
                    "description": DESCRIPTION,
                    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
                },
            },
        )
        for name, scheme in SECURITY_SCHEMES.items():
            self.spec.components.security_scheme(name, scheme)
        self.spec.components.response(
            "Problem",
            {
                "description": "Any other refusal, in the same envelope",
                "content": {"application/problem+json": {"schema": ProblemSchema}},
            },
        )

    def _register_error_handlers(self) -> None:
        """Leave errors to `api.errors`."""

    def register_blueprint(self, blp: Any, **options: Any) -> None:
        """Register a blueprint; several may share a tag."""
        super().register_blueprint(blp, **options)
        tags = {tag["name"]: tag for tag in self.spec._tags if tag["name"] != blp.name}
        tags.setdefault(blp.tag, {"name": blp.tag, "description": blp.description})
        self.spec._tags = list(tags.values())

    @cached_property
    def document(self) -> dict[str, Any]:
        """The whole document."""
        made: dict[str, Any] = self.spec.to_dict()
        return made

    @cached_property
    def document_bytes(self) -> bytes:
        """The whole document as it is served."""
        return answers.encode(self.document)
