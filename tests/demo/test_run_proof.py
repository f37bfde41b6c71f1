"""`make run` as a process: it answers, says what is wrong, heals from kills, leaves nothing."""

from __future__ import annotations

import json
import re
import signal
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPMessage
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.demo import processes
from tests.demo.processes import Command, command_line, until

pytestmark = pytest.mark.proof

READY = "/health/ready"
HOME = "/v1/mobile/home"
STOPS_WITHIN_SECONDS = 15
HEALS_WITHIN_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP."""

    status: int
    headers: HTTPMessage
    body: Any


@dataclass(frozen=True)
class Shop:
    """A running `cli.py run` on a port, to be asked over HTTP."""

    command: Command
    port: int

    def ask(self, path: str, body: Any = None, *, token: str = "") -> Answer:
        """Send a request; a body makes it a POST."""
        sent = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} if sent else {}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        request = Request(f"http://127.0.0.1:{self.port}{path}", data=sent, headers=headers)
        try:
            with urlopen(request, timeout=20) as answer:
                return Answer(answer.status, answer.headers, json.load(answer))
        except HTTPError as refused:
            return Answer(refused.code, refused.headers, json.load(refused))

    def sign_in(self, audience: str, person: str) -> str:
        """Sign in as a person whom `run` has printed; gives the access token."""
        found = re.search(rf"{person} +(\S+) +(\S+)", self.command.said)
        assert found, self.command.said
        login, password = found.groups()
        answer = self.ask(f"/v1/{audience}/sign-in", {"login": login, "password": password})
        assert answer.status == 200, answer.body
        return str(answer.body["access_token"])

    def points(self, token: str) -> int:
        """Tell how many points a shopper can spend."""
        home = self.ask(HOME, token=token)
        assert home.status == 200, home.body
        return int(home.body["balances"][0]["available"])


def run(data: Path, port: int) -> Any:
    """Start `run` on a data folder and a port."""
    return processes.started(data, "run", KOPILKA_PORT=str(port), KOPILKA_EMBEDDED_PORT="0")


def await_greeting(command: Command) -> None:
    """Wait until it says that it is up."""
    until(lambda: "Ctrl-C stops everything" in command.said, by=command, seconds=120)


def interrupt(command: Command) -> float:
    """Press Ctrl-C and give the seconds until it has ended."""
    began = time.monotonic()
    command.process.send_signal(signal.SIGINT)
    command.wait(60)
    return time.monotonic() - began


@pytest.fixture(scope="module")
def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, free_port: int) -> Iterator[Shop]:
    """Run the demo brand once for the tests that leave it running."""
    with run(tmp_path_factory.mktemp("shop"), free_port) as command:
        await_greeting(command)
        yield Shop(command, free_port)


def test_it_is_ready_and_the_printed_sign_ins_work(shop: Shop) -> None:
    assert shop.ask(READY).status == 200
    assert shop.ask(HOME, token=shop.sign_in("mobile", "Shopper")).status == 200
    assert shop.sign_in("marketing", "Operator")


def test_on_a_busy_port_one_line_says_what_to_do(shop: Shop) -> None:
    with run(shop.command.data, shop.port) as second:
        status = second.wait(30)

    assert status == 1
    assert len(second.said.splitlines()) == 1
    assert f"Port {shop.port} is busy" in second.said
    assert f"KOPILKA_PORT={shop.port + 1}" in second.said


def test_a_killed_database_costs_503_at_most_and_heals_by_itself(shop: Shop) -> None:
    token = shop.sign_in("mobile", "Shopper")
    points = shop.points(token)
    killed = shop.command.database_pid()

    processes.kill(killed)
    answers = _ask_until_healed(shop, token)

    for answer in answers:
        assert answer.status in {200, 503}, answer.body
        if answer.status == 503:
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert int(answer.headers["Retry-After"]) > 0
            assert answer.body["code"]
    assert shop.command.database_pid() != killed
    assert shop.points(token) == points
    login = {"login": "after.the.kill@example.com", "password": "a long pass phrase"}
    assert shop.ask("/v1/mobile/sign-up", login | {"name": {"given": "Vera"}}).status == 201


def test_a_killed_api_process_is_started_again(shop: Shop) -> None:
    before = shop.command.children("granian")

    processes.kill(before[-1])

    until(lambda: set(shop.command.children("granian")) - set(before), by=shop.command)
    until(lambda: _is_ready(shop), by=shop.command, seconds=HEALS_WITHIN_SECONDS)


def test_ctrl_c_stops_everything_and_the_next_run_finds_its_data(
    tmp_path: Path, free_port: int
) -> None:
    port = free_port + 1
    with run(tmp_path, port) as command:
        await_greeting(command)
        points = Shop(command, port).points(Shop(command, port).sign_in("mobile", "Shopper"))
        family = command.family()
        took = interrupt(command)

    assert took < STOPS_WITHIN_SECONDS
    assert command.process.returncode == 0, command.said
    assert len(family) >= 4
    assert [command_line(pid) for pid in family if command_line(pid)] == []
    with run(tmp_path, port) as again:
        await_greeting(again)
        assert "Loading the demo brand" not in again.said
        found = Shop(again, port)
        assert found.points(found.sign_in("mobile", "Shopper")) == points
        interrupt(again)


def _ask_until_healed(shop: Shop, token: str) -> list[Answer]:
    """Ask for home until it was answered for three seconds on end; gives all answers."""
    answers: list[Answer] = []
    well_since = None
    deadline = time.monotonic() + HEALS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        answers.append(shop.ask(HOME, token=token))
        if answers[-1].status != 200:
            well_since = None
        elif well_since is None:
            well_since = time.monotonic()
        elif time.monotonic() - well_since > 3:
            return answers
        time.sleep(0.05)
    raise AssertionError(f"not healed: {[answer.status for answer in answers]}")


def _is_ready(shop: Shop) -> bool:
    try:
        return shop.ask(READY).status == 200
    except OSError:
        return False
