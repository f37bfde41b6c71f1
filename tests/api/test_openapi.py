"""The document is valid, complete, and full of examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from api import pages
from tests.api.contract import check_body, template

Operation = tuple[str, str, dict[str, Any]]


@pytest.fixture
def document(app: Flask) -> dict[str, Any]:
    """Give the document of the app."""
    found: dict[str, Any] = app.extensions["kopilka_api"].document
    return found


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    """Walk (path, method, operation)."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                yield path, method, operation


def test_the_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_route_is_in_the_document(app: Flask, document: dict[str, Any]) -> None:
    routes = {
        (template(rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if not pages.is_page(rule.endpoint)
        for method in rule.methods or ()
        if method not in ("HEAD", "OPTIONS")
    }

    assert routes == {(path, method) for path, method, _ in operations(document)}


def test_every_operation_has_one_id_a_summary_and_a_tag(document: dict[str, Any]) -> None:
    ids = Counter(operation["operationId"] for _, _, operation in operations(document))
    tags = {tag["name"] for tag in document["tags"]}

    assert [name for name, times in ids.items() if times > 1] == []
    assert [p for p, _, o in operations(document) if not o.get("summary", "").endswith(".")] == []
    assert [p for p, _, o in operations(document) if not set(o["tags"]) <= tags] == []


def test_every_operation_says_who_may_call_it(document: dict[str, Any]) -> None:
    schemes = set(document["components"]["securitySchemes"])

    for path, method, operation in operations(document):
        named = {name for option in operation["security"] for name in option}
        assert named <= schemes, (method, path)
        assert bool(named) == ("x-scope" in operation), (method, path)


def test_every_body_has_an_example_that_fits_it(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        bodies = [operation["requestBody"]] if "requestBody" in operation else []
        bodies += [r for status, r in operation["responses"].items() if status.startswith("2")]
        for body in bodies:
            for media, content in body.get("content", {}).items():
                assert "example" in content, (method, path, media)
                if media.endswith("json"):
                    check_body(document, content["schema"], content["example"])


def test_every_operation_that_can_refuse_says_how(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        refused = [status for status in operation["responses"] if status[0] in "45"]
        takes = "requestBody" in operation or operation["security"] or "{" in path
        assert refused or not takes, (method, path)


def test_the_document_is_served_with_an_entity_tag(client: FlaskClient) -> None:
    answer = client.get("/openapi.json")
    again = client.get("/openapi.json", headers={"If-None-Match": answer.headers["ETag"]})

    assert answer.json["info"]["title"] == "Kopilka"
    assert again.status_code == 304


def test_decimals_are_documented_as_texts_and_numbers(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    line = {"sku": "beans", "amount_minor": 100}

    for quantity in ("0.125", "12", 0.125, 2):
        check_body(document, schemas["LineBody"], line | {"quantity": quantity})
        check_body(document, schemas["ReturnedLineBody"], {"no": 1, "quantity": quantity})
    for quantity in ("x", "1,5", True, None, ""):
        with pytest.raises(jsonschema.ValidationError):
            check_body(document, schemas["LineBody"], line | {"quantity": quantity})
