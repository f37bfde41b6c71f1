"""What teaches flask-smorest the manners of this porch.

A view says what it is by decorators (audience, refusals, idempotency, entity tag, Struct body);
from these the operation is documented: id, security, headers, every refusal with its code.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import flask_smorest
import msgspec

from api import choosing, idempotency, refusals
from api.bodies import StrictParser
from api.callers import Access, access_of
from api.errors import MEDIA_TYPE, status_of, title_of, type_of
from foundation import Refusal
from identity import AccessTokenRefused, TerminalKeyRefused

View = TypeVar("View", bound=Callable[..., Any])
Doc = dict[str, Any]
DECIMAL = r"^-?[0-9]+(\.[0-9]+)?$"

_READS_BODY = (
    refusals.MalformedJson,
    refusals.BodyNotUtf8,
    refusals.JsonTooDeep,
    refusals.BodyTooLarge,
    refusals.ContentTypeUnsupported,
)
_BAD_CREDENTIAL = {
    "member": AccessTokenRefused,
    "operator": AccessTokenRefused,
    "terminal": TerminalKeyRefused,
}
_CREDENTIALS = {"member": "memberToken", "operator": "operatorToken", "terminal": "terminalKey"}


def refuses(*kinds: type[Refusal]) -> Callable[[View], View]:
    """Declare the refusals of a view: documented, and each of them tested."""

    def decorate(view: View) -> View:
        view.refusals = kinds  # type: ignore[attr-defined]
        return view

    return decorate


def refusals_of(view: Callable[..., Any]) -> tuple[type[Refusal], ...]:
    """Give the refusals that a view declares."""
    found: tuple[type[Refusal], ...] = getattr(view, "refusals", ())
    return found


class Blueprint(flask_smorest.Blueprint):
    """A group of operations under one path and one tag."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, *, url_prefix: str = "", tag: str, description: str = "") -> None:
        super().__init__(name, name, url_prefix=url_prefix, description=description)
        self.tag = tag
        self.operation_prefix = ""
        if url_prefix.startswith("/v1/"):
            self.operation_prefix = f"{url_prefix.split('/')[2]}_"
        self._prepare_doc_cbks.append(self._prepare_manners)

    def _store_endpoint_docs(
        self, endpoint: str, obj: Any, parameters: Any, tags: Any, **options: Any
    ) -> None:
        super()._store_endpoint_docs(endpoint, obj, parameters, tags or [self.tag], **options)
        for method, doc in self._docs[endpoint].items():
            if method != "parameters":
                doc["manners"] = {
                    "operation_id": f"{self.operation_prefix}{obj.__name__}",
                    "access": access_of(obj),
                    "refusals": refusals_of(obj),
                    "is_choosing": choosing.is_choosing(obj),
                    "idempotent": getattr(obj, "idempotent", False),
                    "etagged": getattr(obj, "etagged", False),
                    "guarded": getattr(obj, "guarded", False),
                    "yaml_body": getattr(obj, "yaml_body", None),
                    "struct_body": getattr(obj, "struct_body", None),
                }

    def _prepare_manners(self, doc: Doc, doc_info: Doc, *, spec: Any, method: str, **_: Any) -> Doc:
        manners = doc_info["manners"]
        doc["operationId"] = manners["operation_id"]
        _describe_access(doc, manners["access"])
        if manners["struct_body"]:
            _describe_struct(doc, spec, *manners["struct_body"])
        if manners["yaml_body"]:
            doc["requestBody"]["content"]["application/yaml"] = {
                "schema": {"type": "string"},
                "example": manners["yaml_body"],
            }
        if manners["is_choosing"]:
            doc.setdefault("parameters", []).append(choosing.DESCRIBED)
        if manners["idempotent"]:
            _describe_idempotency(doc)
        if manners["guarded"]:
            _describe_guard(doc)
        if manners["etagged"]:
            _describe_etag(doc, method)
        _describe_refusals(doc, _all_refusals(doc, manners))
        return doc


def _describe_access(doc: Doc, access: Access | None) -> None:
    if access is None or access.audience == "public":
        doc["security"] = []
        return
    doc["security"] = [{_CREDENTIALS[access.audience]: []}]
    doc["x-scope"] = access.scope


def _describe_struct(doc: Doc, spec: Any, kind: type[msgspec.Struct], example: Doc) -> None:
    (schema,), components = msgspec.json.schema_components(
        [kind], ref_template="#/components/schemas/{name}"
    )
    for name, component in components.items():
        if name not in spec.components.schemas:
            spec.components.schema(name, _with_numbers(component))
    content = {"application/json": {"schema": schema, "example": example}}
    doc["requestBody"] = {"required": True, "content": content}


def _with_numbers(schema: Any) -> Any:
    """Document a decimal as what is taken: a text or a number."""
    if isinstance(schema, list):
        return [_with_numbers(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("format") == "decimal":
        rest = {key: value for key, value in schema.items() if key not in ("type", "format")}
        text = {"type": "string", "format": "decimal", "pattern": DECIMAL}
        return {**rest, "oneOf": [text, {"type": "number"}]}
    return {key: _with_numbers(part) for key, part in schema.items()}


def _describe_idempotency(doc: Doc) -> None:
    doc.setdefault("parameters", []).append(
        {
            "in": "header",
            "name": idempotency.HEADER,
            "required": True,
            "description": "The same for every retry of one operation, new for every operation. "
            "Kept for ever; the same key with another body is refused.",
            "schema": {"type": "string", "minLength": 8, "maxLength": 128},
            "example": "till-7-2026-03-02-000123",
        }
    )
    header = {
        "description": "`true` when this answer was given before to the same key",
        "schema": {"type": "string", "enum": ["true"]},
    }
    for status, response in doc["responses"].items():
        if str(status).startswith("2"):
            response.setdefault("headers", {})[idempotency.REPLAYED] = header


def _describe_guard(doc: Doc) -> None:
    doc.setdefault("parameters", []).append(
        {
            "in": "header",
            "name": "If-Match",
            "description": "Entity tag of the version to change; refused if it changed meanwhile",
            "schema": {"type": "string"},
            "example": '"v1"',
        }
    )


def _describe_etag(doc: Doc, method: str) -> None:
    header = {"description": "Entity tag of this answer", "schema": {"type": "string"}}
    if method == "get":
        doc.setdefault("parameters", []).append(
            {
                "in": "header",
                "name": "If-None-Match",
                "description": "An entity tag; answers 304 when nothing has changed since",
                "schema": {"type": "string"},
            }
        )
        doc["responses"][304] = {"description": "Nothing has changed", "headers": {"ETag": header}}
    for status, response in doc["responses"].items():
        if str(status).startswith("2"):
            response.setdefault("headers", {})["ETag"] = header


def _all_refusals(doc: Doc, manners: Doc) -> list[type[Refusal]]:
    found: list[type[Refusal]] = list(manners["refusals"])
    access = manners["access"]
    if access is not None and access.audience != "public":
        found += [
            refusals.CredentialMissing,
            _BAD_CREDENTIAL[access.audience],
            refusals.ScopeMissing,
        ]
    if manners["idempotent"]:
        found += [refusals.IdempotencyKeyRequired, refusals.IdempotencyKeyInvalid]
    if "application/json" in doc.get("requestBody", {}).get("content", {}):
        found += _READS_BODY
    if "requestBody" in doc or 422 in doc["responses"]:
        found.append(refusals.RequestInvalid)
    return found


def _describe_refusals(doc: Doc, kinds: list[type[Refusal]]) -> None:
    doc["responses"].pop(422, None)
    by_status: dict[int, list[type[Refusal]]] = {}
    for kind in kinds:
        group = by_status.setdefault(status_of(kind), [])
        if kind not in group:
            group.append(kind)
    for status, group in sorted(by_status.items()):
        doc["responses"][status] = {
            "description": ", ".join(f"`{kind.code}`" for kind in group),
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "examples": {kind.code: {"value": _example(kind, status)} for kind in group},
                }
            },
        }
    doc["responses"]["default"] = {"$ref": "#/components/responses/Problem"}


def _example(kind: type[Refusal], status: int) -> Doc:
    return {
        "type": type_of(kind.code),
        "title": title_of(kind.code),
        "status": status,
        "detail": kind.message,
        "code": kind.code,
        "errors": [],
        "request_id": "req_7p3k9x2m4v8q1z5t6w0y3b2n",
    }
