"""What the tests know of the house as a whole: its packages, modules, documents and caches."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import sys
from pathlib import Path
from types import ModuleType

from mongoengine import Document, EmbeddedDocument

from foundation.errors import Refusal

ROOT = Path(__file__).resolve().parent.parent
ENTRY_POINTS = ("wsgi", "worker", "cli", "bootstrap")
NOT_THE_HOUSE = {"tests", "docs", "deploy", "examples", "var", "bench"}


def packages() -> list[str]:
    """List the top-level packages that stand today."""
    return sorted(
        folder.parent.name
        for folder in ROOT.glob("*/__init__.py")
        if folder.parent.name not in NOT_THE_HOUSE
    )


def source_files() -> list[Path]:
    """List the Python files of the packages and the entry points, without the tests."""
    files = [path for package in packages() for path in (ROOT / package).rglob("*.py")]
    files += [ROOT / f"{name}.py" for name in ENTRY_POINTS]
    return sorted(path for path in files if path.exists())


def imported_names(path: Path) -> set[str]:
    """List the top-level names that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module or "")
    return {name.split(".")[0] for name in names}


def modules(name_ends: str = "") -> list[ModuleType]:
    """Import and list the packages' modules, or those whose last name is `name_ends`."""
    found = []
    for package in packages():
        top = importlib.import_module(package)
        names = [m.name for m in pkgutil.walk_packages(top.__path__, prefix=f"{package}.")]
        wanted = [n for n in [package, *names] if not name_ends or n.split(".")[-1] == name_ends]
        found += [importlib.import_module(name) for name in wanted if "__main__" not in name]
    return found


def refusals() -> list[type[Refusal]]:
    """List every refusal of the house, the five kinds included, by code."""
    modules()
    found = [Refusal]
    for kind in found:
        found += [k for k in kind.__subclasses__() if k.__module__.split(".")[0] in packages()]
    return sorted(set(found) - {Refusal}, key=lambda kind: (kind.code, kind.__module__))


def documents() -> list[type[Document]]:
    """List the Documents that have a collection."""
    kinds = {
        kind
        for module in modules("models")
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, Document) and not issubclass(kind, EmbeddedDocument)
    }
    return sorted(
        (kind for kind in kinds if kind is not Document and not kind._meta.get("abstract")),
        key=lambda kind: kind.__name__,
    )


def forget_caches() -> None:
    """Empty the caches that packages keep in the process."""
    for package in packages():
        forget = getattr(sys.modules.get(package), "forget_cache", None)
        if forget is not None:
            forget()
