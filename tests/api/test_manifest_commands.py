"""Manifests in files are checked and compared where there is no database."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.manifest_commands import offline_app
from tests import house
from tests.program.manifests import EXAMPLES

GROCER, KOPECK = str(EXAMPLES / "grocer.yaml"), str(EXAMPLES / "kopeck.yaml")


@pytest.mark.parametrize(
    ("words", "is_offline"),
    [
        (["/bin/flask", "program", "validate", "anything.yaml"], True),
        (["/lib/flask/__main__.py", "program", "validate", "anything.yaml"], True),
        (["flask", "--app", "wsgi", "program", "diff", GROCER, KOPECK], True),
        (["flask", "program", "diff", "grocer@1", KOPECK], False),
        (["flask", "program", "plan", GROCER], False),
        (["flask", "init-db"], False),
        (["granian", "program", "validate"], False),
        ([], False),
    ],
)
def test_only_what_is_about_files_takes_no_database(words: list[str], is_offline: bool) -> None:
    assert (offline_app(words) is not None) is is_offline


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("validate", GROCER), 0, "grocer is a program"),
        (("diff", GROCER, KOPECK), 1, "currency: "),
    ],
)
def test_commands_on_files_start_no_database(
    tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    folder = tmp_path / "var"
    nowhere = {"KOPILKA_DATA_DIR": str(folder), "KOPILKA_MONGODB_URI": ""}

    found = subprocess.run(
        [sys.executable, "-m", "flask", "program", *words],
        cwd=house.ROOT,
        env=os.environ | nowhere,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (found.returncode, said in found.stdout) == (code, True), found.stderr
    assert not folder.exists()
