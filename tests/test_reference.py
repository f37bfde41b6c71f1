"""The reference pages and translations say what the code says."""

from __future__ import annotations

import re
import sys
from collections import Counter
from importlib.metadata import packages_distributions
from string import Formatter

import pytest
import yaml

from docs import write_reference
from foundation import texts
from program import rejections
from tests import house

FILES = list(write_reference.REQUIREMENTS)


def placeholders(template: str) -> set[str]:
    """List the names in braces."""
    return {name.split(".")[0] for _, name, _, _ in Formatter().parse(template) if name}


def _plain(distribution: str) -> str:
    return distribution.lower().replace("_", "-")


@pytest.mark.parametrize("page", write_reference.PAGES)
def test_a_page_repeats_the_code(page: str) -> None:
    written = (house.ROOT / page).read_text(encoding="utf-8")

    assert written == write_reference.PAGES[page](), "run `make reference`"


@pytest.mark.parametrize("file", FILES)
def test_every_pinned_dependency_has_its_licence_listed(file: str) -> None:
    page = (house.ROOT / "docs/reference/licences.md").read_text(encoding="utf-8")

    missing = [
        pin for pin in write_reference.pinned(file) if "| {} | {} |".format(*pin) not in page
    ]

    assert missing == [], "run `make reference`"


def test_whatever_is_imported_is_pinned() -> None:
    own = {*house.packages(), *house.ENTRY_POINTS, "tests", "docs", "bench"}
    files = [*house.source_files(), *(house.ROOT / "tests").rglob("*.py")]
    imported = {name for file in files for name in house.imported_names(file)}
    pins = {_plain(n) for f in [*FILES, "constraints.txt"] for n, _ in write_reference.pinned(f)}
    homes = packages_distributions()

    loose = {
        name: homes.get(name)
        for name in imported - own - set(sys.stdlib_module_names) - {"_typeshed"}
        if not pins & set(map(_plain, homes.get(name, [name])))
    }

    assert loose == {}


def test_refusal_codes_are_spelled_alike_and_unique() -> None:
    codes = Counter(refusal.code for refusal in house.refusals())

    assert [code for code in codes if not re.fullmatch(r"[A-Z][A-Z0-9_]*[A-Z0-9]", code)] == []
    assert {code: n for code, n in codes.items() if n > 1} == {}


@pytest.mark.parametrize("locale", ["ru", "ro"])
def test_every_refusal_is_translated_with_its_placeholders(locale: str) -> None:
    english = {refusal.code: refusal.message for refusal in house.refusals()}
    translated = {
        code: text
        for code, text in texts.translations(locale).items()
        if not code.startswith("REJECTION_")
    }

    assert sorted(set(english) ^ set(translated)) == []
    assert {
        code: (text, translated[code])
        for code, text in english.items()
        if placeholders(text) != placeholders(translated[code])
    } == {}


@pytest.mark.parametrize("locale", ["ru", "ro"])
def test_every_rejection_is_translated_and_invents_no_placeholder(locale: str) -> None:
    english = {f"REJECTION_{code}": text for code, text in rejections.TEXTS.items()}
    translated = {
        code: text
        for code, text in texts.translations(locale).items()
        if code.startswith("REJECTION_")
    }

    assert sorted(set(english) ^ set(translated)) == []
    # What names a condition is English: a translation may leave it to `details`.
    invented = [c for c in english if placeholders(translated[c]) - placeholders(english[c])]
    assert invented == []


@pytest.mark.parametrize("locale", ["ru", "ro"])
def test_no_refusal_is_translated_twice(locale: str) -> None:
    files = (house.ROOT / "foundation" / "locales").glob(f"*{locale}.yaml")
    codes = Counter(
        code for file in files for code in yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    )

    assert {code: n for code, n in codes.items() if n > 1} == {}
