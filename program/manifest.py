"""From the text of a manifest to terms: read, hold against the schema, check, compile."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from program.advice import warnings_about
from program.checks import findings
from program.compiling import compile_terms
from program.errors import ManifestInvalid, ManifestWarning, Problem
from program.findings import Finding
from program.marks import Marked, load, pointer_to
from program.terms import Terms

SCHEMA_PATH = Path(__file__).with_name("schema.json")
_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "object": "a block of keys",
    "array": "a list",
}


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest that is right: its contents, its terms, and what is probably not meant."""

    contents: Mapping[str, Any]
    terms: Terms
    warnings: tuple[ManifestWarning, ...]


def read_manifest(text: str, *, version: int = 0) -> Manifest:
    """Read a manifest and compile it; raises ManifestInvalid with every problem found."""
    marked = load(text)
    problems = [p for error in _errors(marked.value) for p in _problems(error, marked)]
    if not problems:
        problems = [_located(finding, marked) for finding in findings(marked.value)]
    if problems:
        raise ManifestInvalid(sorted(problems, key=lambda p: (p.line, p.pointer)))
    terms = compile_terms(marked.value, version=version)
    return Manifest(marked.value, terms, tuple(warnings_about(marked.value, terms)))


def schema() -> dict[str, Any]:
    """Give the JSON schema of manifests: the trunk, and a branch of every section's folder."""
    whole: dict[str, Any] = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))
    for path in sorted(SCHEMA_PATH.parent.glob("*/schema.json")):
        branch = json.loads(path.read_text(encoding="utf-8"))
        for part in ("properties", "$defs"):
            twice = whole[part].keys() & branch.get(part, {}).keys()
            if twice:
                raise ValueError(f"{path} defines again what is defined: {sorted(twice)}")
            whole[part].update(branch.get(part, {}))
    return whole


@cache
def _validator() -> Validator:
    return extend(Draft202012Validator, {"pattern": _pattern})(schema())


def _pattern(
    validator: Validator, pattern: str, value: Any, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    """Hold a text against a pattern in which, as in JSON schema, `$` is the very end."""
    if isinstance(value, str) and not re.search(pattern.replace("$", r"\Z"), value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _errors(value: Any) -> list[ValidationError]:
    return list(_validator().iter_errors(value))


def _located(finding: Finding, marked: Marked) -> Problem:
    line = marked.line_of(finding.pointer)
    return Problem(finding.pointer, line, finding.message, finding.hint)


def _problems(error: ValidationError, marked: Marked) -> Iterator[Problem]:
    """Turn one error of the schema into problems with lines, in plain words."""
    pointer = pointer_to(*error.absolute_path)
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known = sorted(error.schema.get("properties", {}))
        for key in error.instance:
            if key not in known:
                inner = pointer + pointer_to(key)
                message, hint = f"There is no setting {key} here.", _nearest(key, known)
                yield Problem(inner, marked.line_of(inner), message, hint)
        return
    message, hint = _words(error)
    if "propertyNames" in error.absolute_schema_path and isinstance(error.instance, str):
        pointer += pointer_to(error.instance)
    yield Problem(pointer, marked.line_of(pointer), message, hint)


def _words(error: ValidationError) -> tuple[str, str]:
    """Say what is wrong and what to do."""
    said = str(error.schema.get("description", "")) if isinstance(error.schema, dict) else ""
    value = error.instance
    if error.validator == "required":
        missing = [key for key in error.validator_value if key not in value]
        return f"{', '.join(missing)} is missing.", ""
    if error.validator == "enum":
        allowed = [str(choice) for choice in error.validator_value]
        if "propertyNames" in error.absolute_schema_path:
            return f"{value} does not belong to this kind.", f"It has: {', '.join(allowed)}."
        return f"{value!r} is not a choice here.", _nearest(str(value), allowed)
    if error.validator == "type":
        return _type_words(error.validator_value, value, said)
    if error.validator in ("oneOf", "anyOf"):
        return "The settings here do not go together.", said
    if error.validator == "pattern":
        return f"{value!r} is not in the right form.", said
    return f"{error.message}.", said


def _type_words(wanted: str | list[str], value: Any, said: str) -> tuple[str, str]:
    kinds = [wanted] if isinstance(wanted, str) else wanted
    expected = " or ".join(_TYPES.get(kind, kind) for kind in kinds)
    if kinds == ["string"] and isinstance(value, int):
        return f"{value} is a number; text is expected.", f'Put it in quotes: "{value}".'
    found = "nothing" if value is None else repr(value)[:60]
    return f"Expected {expected}, found {found}.", said


def _nearest(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f"Did you mean {close[0]}?" if close else f"Known here: {', '.join(known)}."
