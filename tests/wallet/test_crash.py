"""Writers and the database are killed in the middle of it all: nothing promised is lost."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from foundation import embedded
from tests.house import ROOT
from tests.wallet.proxy import LosingProxy

WRITERS = 3
PROGRESS = 10  # acknowledged postings between two deaths

pytestmark = pytest.mark.slow


def start(*arguments: object) -> subprocess.Popen[bytes]:
    """Start a writer process."""
    words = [sys.executable, "-m", "tests.wallet.writer", *(str(word) for word in arguments)]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE)


def ask(*arguments: object) -> Any:
    """Run a writer process to its end and read its answer."""
    process = start(*arguments)
    answer, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return json.loads(answer or b"null")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.EmbeddedServer]:
    """Give an embedded database of its own that keeps what it acknowledges."""
    running = embedded.start(tmp_path_factory.mktemp("database"), sync=True)
    yield running
    running.stop()


class Chaos:
    """Keeps writers running, and kills one of them or the database again and again."""

    def __init__(self, server: embedded.EmbeddedServer, folder: Path) -> None:
        self.server = server
        self.database = folder.name[-30:]
        self.logs = [folder / f"writer-{number}.log" for number in range(WRITERS)]
        self.chance = random.Random(7)

    def run(self, deaths: int) -> None:
        """Let it run until so many have died, each after some progress, then kill everybody."""
        ask("open", self.server.uri, self.database)
        writers = [self._writer(number) for number in range(WRITERS)]
        try:
            for death in range(deaths):
                self._await_progress()
                time.sleep(self.chance.uniform(0, 0.3))
                if death % 2 == 0 and self.server.pid is not None:
                    os.kill(self.server.pid, signal.SIGKILL)
                else:
                    number = self.chance.randrange(WRITERS)
                    self._kill(writers[number])
                    writers[number] = self._writer(number)
            self._await_progress()
        finally:
            for writer in writers:
                self._kill(writer)

    def _await_progress(self) -> None:
        target = len(self.events("ack")) + PROGRESS
        deadline = time.monotonic() + 60
        while len(self.events("ack")) < target:
            assert time.monotonic() < deadline, "nothing was written for a minute"
            time.sleep(0.05)

    def _writer(self, number: int) -> subprocess.Popen[bytes]:
        return start("write", self.server.uri, self.database, self.logs[number], number)

    def _kill(self, writer: subprocess.Popen[bytes]) -> None:
        writer.kill()
        writer.communicate()

    def events(self, kind: str) -> list[list[str]]:
        """List what the writers noted, one list of words per event."""
        logs = [log.read_text() for log in self.logs if log.exists()]
        lines = [line for text in logs for line in text.splitlines()]
        return [line.split() for line in lines if line.startswith(f"{kind} ")]


def check(chaos: Chaos) -> None:
    """Hold what is there against what was promised."""
    found = ask("verify", chaos.server.uri, chaos.database)
    assert found["faults"] == []

    entries = {row[0]: row for row in found["entries"]}
    acked, refused = chaos.events("ack"), chaos.events("no")
    lost = [ack for ack in acked if entries.get(ack[2], [])[1:3] != [int(ack[3]), ack[4]]]
    assert lost == []
    assert len({ack[2] for ack in acked}) == len(acked)
    unanswered = len(chaos.events("try")) - len(acked) - len(refused)
    assert 0 <= unanswered <= WRITERS
    assert len(acked) <= len(entries) <= len(acked) + unanswered
    assert sum(row[4] for row in entries.values()) == found["points"]


def test_what_was_promised_survives_the_death_of_writers_and_of_the_database(
    server: embedded.EmbeddedServer, tmp_path: Path
) -> None:
    chaos = Chaos(server, tmp_path)

    chaos.run(deaths=5)

    check(chaos)


@pytest.mark.proof
def test_what_was_promised_survives_many_deaths(
    server: embedded.EmbeddedServer, tmp_path: Path
) -> None:
    chaos = Chaos(server, tmp_path)

    chaos.run(deaths=150)

    check(chaos)


def test_a_posting_whose_answer_was_lost_is_not_made_twice(
    server: embedded.EmbeddedServer,
) -> None:
    ask("open", server.uri, "kop_lost")
    times = 12
    with LosingProxy(server.port, share=0.4, seed=5) as proxy:
        uri = server.uri.replace(str(server.port), str(proxy.port))
        answers = ask("count", uri, "kop_lost", times)
    found = ask("verify", server.uri, "kop_lost")

    assert proxy.lost >= 3
    assert [replayed for _, replayed in answers] == [False] * times
    assert sorted(row[0] for row in found["entries"]) == sorted(row[0] for row in answers)
    assert found["points"] == times
    assert found["faults"] == []
