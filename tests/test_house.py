"""The laws of the house, held by tests: front doors, sizes, names, one clock, one environment."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mongoengine import Document, ReferenceField

from tests import house

EMPTY_ALONE = {"common", "misc", "base", "core"}
EMPTY_AT_THE_END = {
    "utils", "util", "helpers", "helper", "manager", "handler", "processor", "data", "info",
}  # fmt: skip
HTTP_VERBS = {"get", "post", "put", "patch", "delete"}
WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_every_package_stands_in_a_storey() -> None:
    linter = tomllib.loads((house.ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    storeys = " ".join(linter["contracts"][0]["layers"])

    assert house.packages() == sorted(linter["root_packages"])
    assert set(house.packages()) <= set(re.findall(r"\w+", storeys))


@pytest.mark.parametrize("package", house.packages())
def test_a_front_door_tells_its_purpose_and_its_names_and_does_nothing(package: str) -> None:
    tree = _tree(house.ROOT / package / "__init__.py")

    assert ast.get_docstring(tree), "say what the package is for"
    assert any("__all__" in ast.unparse(node) for node in tree.body), "list the names in __all__"
    assert not [node.name for node in ast.walk(tree) if isinstance(node, Function | ast.ClassDef)]


def test_packages_are_entered_by_their_front_doors() -> None:
    assert list(_found(_deep_imports)) == []


def test_nobody_imports_the_entry_points() -> None:
    def entered(path: Path, tree: ast.Module) -> Iterator[str]:
        for line, module, _ in _imports(tree):
            if module.split(".")[0] in house.ENTRY_POINTS and not _is_starter(path, module):
                yield f"{line} imports {module}"

    assert list(_found(entered)) == []


def test_files_have_at_most_400_lines() -> None:
    files = [*house.source_files(), *(house.ROOT / "tests").rglob("*.py")]
    lengths = {str(f.relative_to(house.ROOT)): len(f.read_text().splitlines()) for f in files}

    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_functions_have_at_most_60_lines() -> None:
    def long_ones(path: Path, tree: ast.Module) -> Iterator[str]:
        for function in _functions(tree):
            if _length(function) > 60:
                yield f"{function.lineno} {function.name} has {_length(function)} lines"

    assert list(_found(long_ones)) == []


def test_tests_have_at_most_35_lines() -> None:
    long_ones = [
        f"{path.relative_to(house.ROOT)}:{function.lineno} {function.name}"
        for path in (house.ROOT / "tests").rglob("test_*.py")
        for function in _functions(_tree(path))
        if function.name.startswith("test_") and _length(function) > 35
    ]

    assert long_ones == []


def test_handlers_have_at_most_12_lines() -> None:
    def long_ones(path: Path, tree: ast.Module) -> Iterator[str]:
        if path.relative_to(house.ROOT).parts[0] not in ("api", "console"):
            return
        for handler in _handlers(tree):
            body = handler.body[1:] if ast.get_docstring(handler) else handler.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            if lines > 12:
                yield f"{handler.lineno} {handler.name} has {lines} lines"

    assert list(_found(long_ones)) == []


def test_no_module_class_or_function_has_an_empty_name() -> None:
    def empty_names(path: Path, tree: ast.Module) -> Iterator[str]:
        if _is_banned(path.stem):
            yield f"1 module {path.stem}"
        for node in ast.walk(tree):
            if isinstance(node, Function | ast.ClassDef) and _is_banned(node.name):
                yield f"{node.lineno} {node.name}"

    assert list(_found(empty_names)) == []


def test_the_environment_is_read_in_one_place() -> None:
    reading = r"\bos\.(environ|environb|getenv|putenv)\b|from os import .*\b(environ|getenv)\b"

    assert list(_found(_uses(reading, house.ROOT / "foundation" / "config.py"))) == []


def test_there_is_one_clock() -> None:
    looking = r"\b(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns))\("

    assert list(_found(_uses(looking, house.ROOT / "foundation" / "clock.py"))) == []


@pytest.mark.parametrize("kind", house.documents(), ids=lambda kind: kind.__name__)
def test_documents_name_their_collection_and_point_at_each_other_by_ids(
    kind: type[Document],
) -> None:
    assert kind._meta.get("auto_create_index") is False
    assert "collection" in kind._meta
    assert not [n for n, field in kind._fields.items() if isinstance(field, ReferenceField)]


def test_the_readme_opens_with_the_two_commands() -> None:
    opening = "\n".join((house.ROOT / "README.md").read_text().splitlines()[:30])

    assert "make run" in opening
    assert "make test" in opening


# How the laws are read from the source.


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def _found(search: Callable[[Path, ast.Module], Iterator[str]]) -> Iterator[str]:
    for path in house.source_files():
        for finding in search(path, _tree(path)):
            yield f"{path.relative_to(house.ROOT)}:{finding}"


def _functions(tree: ast.Module) -> list[Function]:
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def _length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _handlers(tree: ast.Module) -> Iterator[Function]:
    """Give functions bound to a route, and the verbs of MethodViews."""
    for function in _functions(tree):
        calls = [d.func for d in function.decorator_list if isinstance(d, ast.Call)]
        names = {call.attr for call in calls if isinstance(call, ast.Attribute)}
        if names & (HTTP_VERBS | {"route"}):
            yield function
    for kind in ast.walk(tree):
        if isinstance(kind, ast.ClassDef) and "MethodView" in map(ast.unparse, kind.bases):
            yield from (f for f in kind.body if isinstance(f, Function) and f.name in HTTP_VERBS)


def _is_banned(name: str) -> bool:
    """Tell whether a name says nothing, alone or by its last word, or begins emptily."""
    words = [word.lower() for word in WORD.findall(name)]
    is_empty = bool(words) and words[-1] in EMPTY_AT_THE_END
    return is_empty or name.lower() in EMPTY_ALONE or name.startswith(("do_", "dao_", "Base"))


def _uses(pattern: str, home: Path) -> Callable[[Path, ast.Module], Iterator[str]]:
    """Search code, without texts and comments, for a pattern everywhere but at home."""

    def search(path: Path, tree: ast.Module) -> Iterator[str]:
        if path == home:
            return
        for node in ast.walk(tree):
            code = ast.unparse(node.func) + "(" if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Attribute | ast.ImportFrom):
                code = ast.unparse(node)
            if re.search(pattern, code):
                yield f"{node.lineno} {code}"

    return search


def _imports(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Give (line, module, name) for every import; the name is empty for `import module`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((node.lineno, module, alias.name) for alias in node.names)


def _deep_imports(path: Path, tree: ast.Module) -> Iterator[str]:
    """Give the imports that pass a front door by: relative ones, rooms, names not in `__all__`."""
    inside = path.relative_to(house.ROOT).with_suffix("").parts
    for line, module, name in _imports(tree):
        top, *rooms = module.split(".")
        if module.startswith("."):
            yield f"{line} is relative: from {module} import {name}"
        elif top not in house.packages() or top in (inside[0], "foundation"):
            if _is_inner_room(inside, module):
                yield f"{line} enters a room of {module}"
        elif not _is_door_for(inside[0], [*rooms, name]):
            if rooms:
                yield f"{line} enters {module}"
            elif name and name not in _open_names(top):
                yield f"{line} takes {name}, which {top} does not offer"


def _is_inner_room(inside: tuple[str, ...], module: str) -> bool:
    """Tell whether a module of the same package enters a room of a sub-package not its own."""
    top, *rooms = module.split(".")
    if top == "api" or len(rooms) < 2 or top != inside[0]:
        return False
    is_sub_package = (house.ROOT / top / rooms[0] / "__init__.py").exists()
    return is_sub_package and inside[:2] != (top, rooms[0])


def _is_door_for(visitor: str, rooms: list[str]) -> bool:
    """Tell whether an entry point uses the rooms made for it: tasks, documents, commands."""
    doors = {"worker": {"tasks"}, "bootstrap": {"models"}, "cli": {"feed", "running"}}
    return bool(doors.get(visitor, set()) & set(rooms))


def _is_starter(path: Path, module: str) -> bool:
    """Tell who may start from an entry point: all from bootstrap, the commands with the worker."""
    inside = path.relative_to(house.ROOT).with_suffix("").parts
    starters = {"bootstrap": (*house.ENTRY_POINTS, "demo"), "worker": ("cli",)}
    return inside[0] in starters.get(module, ())


def _open_names(package: str) -> list[str]:
    """List what `__all__` of a package offers, read without importing it."""
    for node in _tree(house.ROOT / package / "__init__.py").body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and "__all__" in ast.unparse(node):
            return [
                element.value
                for element in ast.walk(node)
                if isinstance(element, ast.Constant) and isinstance(element.value, str)
            ]
    return []
