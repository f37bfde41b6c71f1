"""YAML read strictly: plain values, and the line on which each of them stands.

Numbers with a point stay text, so that they are read exactly; dates and `yes` stay text too.
Duplicate keys, aliases and tags are refused: a manifest says each thing once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from program.errors import ManifestInvalid, Problem

MAX_CHARACTERS = 200_000
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_WORDS: Mapping[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}
# What the reader says where a text that is not quoted has a colon in it.
_COLON = ("mapping values are not allowed here", "could not find expected ':'")
_PLAIN = ("str", "int", "float", "bool", "null", "timestamp", "merge", "value", "map", "seq")
_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in _PLAIN)


@dataclass(slots=True)
class Marked:
    """A document and the line (from 1) of every JSON pointer in it."""

    value: Any = None
    lines: dict[str, int] = field(default_factory=dict)

    def line_of(self, pointer: str) -> int:
        """Give the line of a pointer, or of the nearest thing around it."""
        while pointer not in self.lines and pointer:
            pointer = pointer.rpartition("/")[0]
        return self.lines.get(pointer, 1)


class _Loader(yaml.SafeLoader):
    """Composes nodes, without aliases."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="aliases are not used here", problem_mark=mark)
        return super().compose_node(parent, index)


def pointer_to(*parts: str | int) -> str:
    """Join parts to a JSON pointer."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def load(text: str) -> Marked:
    """Read one YAML document; raises ManifestInvalid with the line that cannot be read."""
    if len(text) > MAX_CHARACTERS:
        raise ManifestInvalid([Problem("", 1, f"More than {MAX_CHARACTERS} characters.")])
    try:
        node = _Loader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem = error.problem or error.context
        hint = 'Quote text with a colon, as in "2 % off: today".' if problem in _COLON else ""
        message = f"This is not YAML: {problem}."
        raise ManifestInvalid([Problem("", line, message, hint)]) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise ManifestInvalid([Problem("", 1, "This is not YAML.")]) from error
    marked = Marked()
    problems: list[Problem] = []
    marked.value = _value(node, "", marked, problems) if node else None
    if problems:
        raise ManifestInvalid(problems)
    return marked


def _value(node: yaml.Node, pointer: str, marked: Marked, problems: list[Problem]) -> Any:
    line = node.start_mark.line + 1
    marked.lines.setdefault(pointer, line)
    if node.tag not in _TAGS:
        problems.append(Problem(pointer, line, f"Tags such as {node.tag} are not used here."))
    if isinstance(node, yaml.SequenceNode):
        return [
            _value(item, f"{pointer}/{place}", marked, problems)
            for place, item in enumerate(node.value)
        ]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, pointer, marked, problems)
    return _scalar(node)


def _mapping(
    node: yaml.MappingNode, pointer: str, marked: Marked, problems: list[Problem]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            problems.append(Problem(pointer, line, "A key must be a plain word."))
            continue
        key = str(key_node.value)
        inner = pointer + pointer_to(key)
        if key in found:
            first = marked.lines[inner]
            hint = f"It stands on line {first} already."
            problems.append(Problem(inner, line, f"The key {key} is repeated.", hint))
            continue
        marked.lines[inner] = line
        found[key] = _value(value_node, inner, marked, problems)
    return found


def _scalar(node: yaml.Node) -> Any:
    """Read a plain scalar as true, false, null, an integer or text; a quoted one as text."""
    text = str(node.value)
    if getattr(node, "style", None) is not None or node.tag.endswith(":str"):
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _INTEGER.fullmatch(text) else text
