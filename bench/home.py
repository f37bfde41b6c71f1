"""Contest: the home screen over HTTP, Kopilka's application beside a bare one."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import orjson

from bench import bare, stage, wire
from bench.contest import Contender, Contest
from bench.processes import family
from bench.stage import Stage
from bench.till import Till
from foundation import database

MEMBERS = 10
CONNECTIONS = 4
_RECEIPTS = 12
_START_SECONDS = 60
PATH = "/v1/mobile/home"
_NOTES = (
    "All on granian, one worker, two threads. Kopilka checks the caller, settles what is due,",
    "computes the tier and what expires, tags, counts and logs; the bare application does not.",
)


@contextmanager
def contests(ground: Stage) -> Iterator[Sequence[Contest]]:
    """Serve both applications the way `make run` serves ours, and ask them over HTTP."""
    people = _people()
    with _served("wsgi:app", ground) as (port, ours), _served("bench.bare:make", ground) as other:
        asked = [wire.request(PATH, Authorization=f"Bearer {token}") for _, token in people]
        tags, bodies = _first_answers(port, asked)
        again = [
            wire.request(PATH, Authorization=f"Bearer {token}", If_None_Match=tag)
            for (_, token), tag in zip(people, tags, strict=True)
        ]
        _open_bare([member for member, _ in people], bodies)
        ready = [wire.request(f"/ready/{member}") for member, _ in people]
        joined = [wire.request(f"/joined/{member}") for member, _ in people]
        own, bares = tuple(family(ours)), tuple(family(other[1]))
        title = f"Home over HTTP, {CONNECTIONS} connections, answers of {len(bodies[0]):,} bytes"
        contenders = [
            Contender("Kopilka", "2", _work(port, asked), own),
            Contender("bare Flask, one document", "1", _work(other[0], ready), bares),
            Contender("bare Flask, two documents", "2", _work(other[0], joined), bares),
            Contender("Kopilka, unchanged (304)", "2", _work(port, again, 304), own),
        ]
        yield (Contest(title, contenders, _NOTES),)


def _people() -> list[tuple[str, str]]:
    people = [stage.sign_up(number) for number in range(MEMBERS)]
    till = Till([member for member, _ in people], "trm_home")
    for number in range(MEMBERS * _RECEIPTS):
        till.close(number)
    return people


def _work(port: int, requests: list[bytes], expected: int = 200) -> Callable[[float], int]:
    return lambda seconds: wire.pound(
        port, requests, seconds=seconds, connections=CONNECTIONS, expected=expected
    )


def _first_answers(port: int, requests: list[bytes]) -> tuple[list[str], list[bytes]]:
    tags, bodies = [], []
    with wire.Connection(port) as connection:
        for request in requests:
            status, head, body = connection.ask(request)
            if status != 200:
                raise RuntimeError(f"home answered {status}: {body!r}")
            tags.append(head.partition(b"\r\netag: ")[2].partition(b"\r\n")[0].decode())
            bodies.append(body)
    return tags, bodies


def _open_bare(owners: list[str], bodies: list[bytes]) -> None:
    """Give the bare application documents with the content that Kopilka answered."""
    for name in (bare.READY, bare.PROFILES, bare.ACCOUNTS):
        stage.make_collection(name)
    found = database.database()
    for owner, body in zip(owners, bodies, strict=True):
        content = orjson.loads(body)
        found[bare.READY].insert_one({"_id": owner} | content)
        profile = {"_id": owner, "member": content.pop("member")}
        found[bare.PROFILES].insert_one(profile)
        found[bare.ACCOUNTS].insert_one({"_id": owner} | content)


@contextmanager
def _served(application: str, ground: Stage) -> Iterator[tuple[int, int]]:
    """Serve an application with granian; gives its port and process."""
    port = _free_port()
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi"]
    command += ["--host", wire.HOST, "--port", str(port), "--workers", "1"]
    command += ["--blocking-threads", "2", "--http", "1", "--log-level", "warning"]
    command += ["--factory", application] if application.endswith(":make") else [application]
    log = ground.config.data_dir / f"{application.partition(':')[0]}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env=ground.environment, cwd=stage.ROOT, stdout=out, stderr=out
        )
    try:
        _await(port, process, log)
        yield port, process.pid
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with wire.Connection(port):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"granian did not start: {log.read_text(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((wire.HOST, 0))
        return int(probe.getsockname()[1])
