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
        self.killed_servers = 0
        self.killed_writers = 0

    def run(self, seconds: float) -> None:
        """Let it run for a while, then kill everybody."""
        ask("open", self.server.uri, self.database)
        writers = [self._writer(number) for number in range(WRITERS)]
        until = time.monotonic() + seconds
        try:
            while time.monotonic() < until:
                time.sleep(self.chance.uniform(0.5, 1.5))
                if self.chance.random() < 0.6 and self.killed_servers:
                    number = self.chance.randrange(WRITERS)
                    self._kill(writers[number])
                    self.killed_writers += 1
                    writers[number] = self._writer(number)
                elif self.server.pid is not None:
                    os.kill(self.server.pid, signal.SIGKILL)
                    self.killed_servers += 1
        finally:
            for writer in writers:
                self._kill(writer)

    def _writer(self, number: int) -> subprocess.Popen[bytes]:
        return start("write", self.server.uri, self.database, self.logs[number], number)

    def _kill(self, writer: subprocess.Popen[bytes]) -> None:
        writer.kill()
        writer.communicate()

    def events(self, kind: str) -> list[list[str]]:
        """List what the writers noted, one list of words per event."""
        lines = [line for log in self.logs for line in log.read_text().splitlines()]
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

    chaos.run(6)

    assert chaos.killed_servers >= 1
    assert chaos.killed_writers >= 1
    assert len(chaos.events("ack")) > 20
    check(chaos)


@pytest.mark.proof
def test_what_was_promised_survives_minutes_of_deaths(
    server: embedded.EmbeddedServer, tmp_path: Path
) -> None:
    chaos = Chaos(server, tmp_path)

    chaos.run(180)

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
