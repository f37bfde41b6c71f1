"""From the text of a manifest to terms: read, hold against the schema, check, compile."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
from program.marks import Marked, load
from program.problems import told
from program.terms import Terms

SCHEMA_PATH = Path(__file__).with_name("schema.json")


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest that is right: its contents, its terms, and what is probably not meant."""

    contents: Mapping[str, Any]
    terms: Terms
    warnings: tuple[ManifestWarning, ...]


def read_manifest(text: str, *, version: int = 0) -> Manifest:
    """Read a manifest and compile it; raises ManifestInvalid with every problem found."""
    marked = load(text)
    problems = list(dict.fromkeys(p for e in _errors(marked.value) for p in told(e, marked)))
    if not problems:
        problems = [_located(finding, marked) for finding in findings(marked.value)]
    if problems:
        raise ManifestInvalid(sorted(problems, key=lambda p: (p.line, p.pointer)))
    terms = compile_terms(marked.value, version=version)
    return Manifest(marked.value, terms, tuple(warnings_about(marked.value, terms)))


def read_stored(text: str, *, version: int) -> Manifest:
    """Compile a manifest that was in order when it was applied.

    It is not held against today's schema: what came into force keeps its meaning.
    """
    contents = load(text).value
    terms = compile_terms(contents, version=version)
    return Manifest(contents, terms, tuple(warnings_about(contents, terms)))


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
