"""What the concept pages show can be run, and what planning may warn of is told there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from program import read_manifest
from tests import house

PAGES = sorted((house.ROOT / "docs" / "concepts").glob("*.md"))
BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
WHOLE = re.compile(r"^code: ", re.MULTILINE)
WARNING = re.compile(r'"([A-Z]{3,}(?:_[A-Z0-9]+)+)"')


def blocks(page: Path) -> list[str]:
    """Give the YAML of a page."""
    return BLOCK.findall(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_manifest_on_a_page_is_right(page: Path) -> None:
    for text in filter(WHOLE.search, blocks(page)):
        assert read_manifest(text).terms.program


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.stem.startswith("program")], ids=lambda page: page.stem
)
def test_every_page_on_programs_shows_a_whole_manifest(page: Path) -> None:
    if page.stem == "program-versions":
        return
    assert any(WHOLE.search(text) for text in blocks(page))


def test_every_warning_is_told_of() -> None:
    told = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    known = {
        code
        for path in (house.ROOT / "program").rglob("*.py")
        for found in re.findall(r"ManifestWarning\((.*?)\)", path.read_text("utf-8"), re.DOTALL)
        for code in WARNING.findall(found)
    }

    assert {code for code in known if f"`{code}`" not in told} == set()
