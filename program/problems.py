"""What is wrong with the form of a manifest, in plain words, with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jsonschema.exceptions import ValidationError

from program.errors import Problem
from program.findings import hint_at
from program.marks import Marked, pointer_to

_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "object": "a block of keys",
    "array": "a list",
    "boolean": "true or false",
    "null": "null",
}
_TRUTHS = {"yes": "true", "on": "true", "true": "true", "y": "true", "1": "true"}
_TRUTHS |= {"no": "false", "off": "false", "false": "false", "n": "false", "0": "false"}
_HERE = "Known here"
_EXAMPLES = {"account": "points", "code": "gold", "id": "first", "sku": "CLUB"}
_DECIMALS = ("/decimal", "/positive")
_COMMA = re.compile(r"([0-9]+),([0-9]+)")


def told(error: ValidationError, marked: Marked) -> Iterator[Problem]:
    """Turn one error of the schema into problems with lines."""
    pointer = pointer_to(*error.absolute_path)
    inner = _meant(error)
    if inner:
        for one in inner:
            yield from told(one, marked)
        return
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        yield from _unknown_settings(error, pointer, marked)
        return
    message, hint = _words(error)
    if "propertyNames" in error.absolute_schema_path and isinstance(error.instance, str):
        pointer += pointer_to(error.instance)
    yield Problem(pointer, marked.line_of(pointer), message, hint)


def _meant(error: ValidationError) -> list[ValidationError]:
    """Give the errors of the one choice that was meant, or nothing where that is not plain."""
    if error.validator not in ("oneOf", "anyOf"):
        return []
    branches: dict[Any, list[ValidationError]] = {}
    for each in error.context or ():
        branches.setdefault(each.schema_path[0], []).append(each)
    likely = [found for found in branches.values() if not any(_is_other(e, error) for e in found)]
    return likely[0] if len(likely) == 1 else []


def _is_other(error: ValidationError, choice: ValidationError) -> bool:
    """Tell whether an error says that another choice was meant: other kind, or none of its keys."""
    if error.absolute_path != choice.absolute_path:
        return False
    if error.validator == "required":
        return not any(key in error.instance for key in error.validator_value)
    return error.validator in ("type", "enum", "const")


def _unknown_settings(error: ValidationError, pointer: str, marked: Marked) -> Iterator[Problem]:
    known = sorted(error.schema.get("properties", {}))
    before: Any = None
    for key, value in error.instance.items():
        if key not in known:
            inner = pointer + pointer_to(key)
            message, hint = f"There is no setting {key} here.", hint_at(key, known, called=_HERE)
            if value is None and key.isdigit() and isinstance(before, int):
                hint = f"Decimals are written with a point: {before}.{key}."
            yield Problem(inner, marked.line_of(inner), message, hint)
        before = value


def _words(error: ValidationError) -> tuple[str, str]:
    """Say what is wrong and what to do."""
    said = str(error.schema.get("description", "")) if isinstance(error.schema, dict) else ""
    value = error.instance
    if error.validator == "required":
        return _missing(error.validator_value, value), ""
    if error.validator == "dependentRequired":
        wanted = [k for key, more in error.validator_value.items() if key in value for k in more]
        return _missing(wanted, value), ""
    if error.validator == "enum":
        allowed = [str(choice) for choice in error.validator_value]
        if "propertyNames" in error.absolute_schema_path:
            return f"{value} does not belong to this kind.", f"It has: {', '.join(allowed)}."
        return f"{value!r} is not a choice here.", hint_at(str(value), allowed, called=_HERE)
    if error.validator == "type":
        if error.validator_value == "object":
            said = _with_example(error.schema, value, said)
        return _type_words(error.validator_value, value, said)
    if error.validator in ("oneOf", "anyOf"):
        return "The settings here do not go together.", said
    if error.validator == "pattern":
        comma = _COMMA.fullmatch(value)
        if comma is not None:
            said = f"Decimals are written with a point: {comma[1]}.{comma[2]}."
        return f"{value!r} is not in the right form.", said
    return f"{error.message}.", said


def _missing(wanted: Sequence[str], value: Mapping[str, Any]) -> str:
    missing = [key for key in wanted if key not in value]
    return f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing."


def _with_example(schema: Mapping[str, Any], value: Any, said: str) -> str:
    """Add how a block is written whose keys are simple: the value found stands where it can."""
    parts = []
    for key in schema.get("required", ()):
        part = schema.get("properties", {}).get(key, {})
        if "enum" in part:
            parts.append(f"{key}: {part['enum'][0]}")
        elif key in _EXAMPLES:
            parts.append(f"{key}: {_EXAMPLES[key]}")
        elif part.get("type") == "integer" or part.get("$ref", "").endswith(_DECIMALS):
            parts.append(f"{key}: {value if isinstance(value, int) else 1}")
        else:
            return said
    if not parts or "as in {" in said:
        return said
    return f"{said.removesuffix('.') or 'Write it so'}, as in {{ {', '.join(parts)} }}."


def _type_words(wanted: str | list[str], value: Any, said: str) -> tuple[str, str]:
    kinds = [wanted] if isinstance(wanted, str) else wanted
    expected = " or ".join(_TYPES.get(kind, kind) for kind in kinds)
    if kinds == ["string"] and isinstance(value, int) and not isinstance(value, bool):
        return f"{value} is a number; text is expected.", f'Put it in quotes: "{value}".'
    if kinds == ["boolean"]:
        said = f"Write {_TRUTHS.get(str(value).lower(), 'true or false')}, without quotes."
    found = "nothing" if value is None else repr(value)[:60]
    return f"Expected {expected}, found {found}.", said
