"""`make run`: database, API and worker as one, with the demo brand, until Ctrl-C."""

from __future__ import annotations

import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from types import FrameType
from urllib.error import URLError

import click

import bootstrap
from demo import brand
from foundation import Config, Unavailable
from foundation.config import child_environment
from foundation.embedded import EmbeddedFailed

_READY_SECONDS = 90
_STOP_SECONDS = 12


def run(config: Config) -> int:
    """Run everything and give the exit status; problems are told in one line each."""
    if not _is_free(config.host, config.port):
        click.echo(
            f"Port {config.port} is busy. Stop what listens there, or choose another: "
            f"KOPILKA_PORT={config.port + 1} make run",
            err=True,
        )
        return 1
    stop = threading.Event()
    _stop_on_signals(stop)
    try:
        running = bootstrap.bootstrap(config, patient=True)
    except (EmbeddedFailed, Unavailable) as failure:
        click.echo(str(failure), err=True)
        return 1
    if running.server is not None and running.server.pid is None:
        click.echo(
            f"Kopilka already runs on the data folder {config.data_dir}. Stop it first, or choose "
            "another folder: KOPILKA_DATA_DIR=var-2 make run",
            err=True,
        )
        running.close()
        return 1
    children: list[subprocess.Popen[bytes]] = []
    try:
        bootstrap.create_collections()
        access = brand.load(config)
        children = _start(config, running.uri)
        return _serve(config, access, children, stop)
    finally:
        _stop(children)
        running.close()


def _serve(
    config: Config,
    access: brand.Access,
    children: list[subprocess.Popen[bytes]],
    stop: threading.Event,
) -> int:
    if not _await_ready(config, children, stop):
        click.echo("The API did not start; the lines above say why.", err=True)
        return 1
    _greet(config, access)
    while not stop.wait(0.5):
        ended = [child for child in children if child.poll() is not None]
        if ended:
            click.echo(f"{shlex.join(map(str, ended[0].args))} ended; stopping.", err=True)  # type: ignore[arg-type]
            return 1
    click.echo("\nStopping …")
    return 0


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _stop_on_signals(stop: threading.Event) -> None:
    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, ask)
    signal.signal(signal.SIGTERM, ask)


def _start(config: Config, uri: str) -> list[subprocess.Popen[bytes]]:
    environment = child_environment(KOPILKA_MONGODB_URI=uri)
    granian = Path(sys.executable).with_name("granian")
    api = [str(granian), "--interface", "wsgi", "--host", config.host, "--port", str(config.port)]
    api += ["--workers", str(config.workers), "--blocking-threads", str(config.threads)]
    api += ["--respawn-failed-workers", "--workers-kill-timeout", "10", "--http", "1"]
    api += ["--log-level", "warning", "wsgi:app"]
    commands = [api, [sys.executable, "worker.py"]]
    return [
        subprocess.Popen(command, env=environment, start_new_session=True) for command in commands
    ]


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + _STOP_SECONDS
    for child in children:
        try:
            child.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _await_ready(
    config: Config, children: list[subprocess.Popen[bytes]], stop: threading.Event
) -> bool:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline and not stop.is_set():
        if any(child.poll() is not None for child in children):
            return False
        try:
            with urllib.request.urlopen(f"{_address(config)}/health/ready", timeout=2):
                return True
        except (URLError, OSError):
            time.sleep(0.2)
    return False


def _address(config: Config) -> str:
    host = "127.0.0.1" if config.host in {"0.0.0.0", "::"} else config.host
    return f"http://{host}:{config.port}"


def _greet(config: Config, access: brand.Access) -> None:
    address = _address(config)
    brand.write_environment(config, access, address)
    click.echo(
        f"""
Kopilka is up.

  API          {address}
  API docs     {address}/docs/swagger   and   {address}/docs/redoc
  Shopper      {access.shopper_email}   {access.shopper_password}
  Operator     {access.operator_email}   {access.operator_password}
  Till key     {access.till_key}

The README's examples use these after  . {brand.environment_path(config)}
Ctrl-C stops everything; the data stays in {config.data_dir}/.
"""
    )
