"""A test client that holds every answer to the OpenAPI document."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
from flask.testing import FlaskClient
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from werkzeug.test import TestResponse

from api import pages

WHERE = "urn:openapi"


class ContractClient(FlaskClient):
    """A client that fails when an answer is not what the document says."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request and hold its answer to the document."""
        answer = super().open(*args, **kwargs)
        check_answer(self.application, answer)
        return answer


def check_answer(app: Any, answer: TestResponse) -> None:
    """Compare status, media type and body with what the operation's document declares."""
    method = answer.request.method.lower()
    if method in ("head", "options") or answer.status_code >= 500:
        return
    with app.test_request_context(answer.request.path, method=method.upper()) as context:
        rule = context.request.url_rule
        if rule is None or pages.is_page(rule.endpoint):
            return
    document = app.extensions["kopilka_api"].document
    operation = document["paths"][template(rule.rule)][method]
    declared = operation["responses"].get(str(answer.status_code))
    assert declared is not None, f"{answer.status_code} is not declared: {answer.text[:300]}"
    if not answer.data:
        return
    media = answer.mimetype
    assert media in declared.get("content", {}), f"{media} is not declared"
    if media.endswith("json"):
        check_body(document, declared["content"][media]["schema"], answer.get_json(force=True))
        examples = declared["content"][media].get("examples")
        if answer.status_code >= 400 and examples is not None:
            assert answer.json["code"] in examples, f"{answer.json['code']} is not declared"


def template(rule: str) -> str:
    """Write a Flask rule as the document writes its path."""
    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule)


def check_body(document: dict[str, Any], schema: dict[str, Any], body: Any) -> None:
    """Validate a body by a schema of the document; raises jsonschema's ValidationError."""
    registry: Registry[Any] = Registry().with_resource(
        WHERE, Resource.from_contents(document, default_specification=DRAFT202012)
    )
    jsonschema.Draft202012Validator(_absolute(schema), registry=registry).validate(body)


def _absolute(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            key: f"{WHERE}{value}" if key == "$ref" and value.startswith("#") else _absolute(value)
            for key, value in schema.items()
        }
    return [_absolute(item) for item in schema] if isinstance(schema, list) else schema
