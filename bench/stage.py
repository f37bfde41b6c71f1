"""What a measurement stands on: a durable database of its own, the demo's program in force."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

import bootstrap
import identity
import members
import program
from foundation import Config, clock, database, embedded
from foundation.config import child_environment

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / "examples" / "programs" / "kopeck.yaml"
PASSWORD = "a pass phrase of the bench"


@dataclass(frozen=True)
class Stage:
    """A connected process, the pid of the database if it is ours, and settings for children."""

    config: Config
    database_pids: tuple[int, ...]
    environment: dict[str, str]

    @property
    def server_name(self) -> str:
        """Say what kind of database answers."""
        profile = database.profile()
        kind = "SecantusDB" if profile.is_embedded else "MongoDB"
        return f"{kind}, embedded, durable" if self.database_pids else f"{kind}, elsewhere"


@contextmanager
def stage() -> Iterator[Stage]:
    """Start or join a database, put the demo brand's program in force; clear it all away after.

    Everything is set as in production: nothing that only development checks is paid for.
    """
    directory = Path(tempfile.mkdtemp(prefix="kopilka-bench-"))
    server = None
    uri = Config.from_env().mongodb_uri
    try:
        if not uri:
            server = embedded.start(directory / "database")
            uri = server.uri
        settings = _settings(uri, directory)
        config = Config.from_env(settings)
        database.connect(config, patient=True)
        bootstrap.configure(config)
        bootstrap.create_collections()
        program.apply(MANIFEST.read_text("utf-8"), author="bench", effective_at=clock.now())
        pids = (server.pid,) if server is not None and server.pid else ()
        yield Stage(config, pids, child_environment(**settings))
        if server is None:
            database.client().drop_database(config.database)
    finally:
        database.disconnect()
        if server is not None:
            server.stop()
        shutil.rmtree(directory, ignore_errors=True)


def _settings(uri: str, directory: Path) -> dict[str, str]:
    key = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return {
        "KOPILKA_ENVIRONMENT": "production",
        "KOPILKA_MONGODB_URI": uri,
        "KOPILKA_DATABASE": f"kopilka_bench_{secrets.token_hex(3)}",
        "KOPILKA_DATA_DIR": str(directory),
        "KOPILKA_SECRET": secrets.token_hex(32),
        "KOPILKA_TOKEN_PRIVATE_KEY": key.decode(),
        "KOPILKA_ACCESS_TTL_SECONDS": "3600",
    }


def make_collection(name: str, *indexes: list[tuple[str, int]], unique: bool = False) -> None:
    """Make a collection of another design, with its indexes, before anything is written."""
    made = database.database().create_collection(name)
    for keys in indexes:
        made.create_index(keys, unique=unique)


def enroll(count: int) -> list[str]:
    """Make so many members with a wallet and a card; gives their ids."""
    return [
        str(members.enroll(profile={"name": {"given": f"Member {number}"}})["id"])
        for number in range(count)
    ]


def sign_up(number: int) -> tuple[str, str]:
    """Make a member who signs in; gives the id and an access token."""
    login = f"bench-{number}@example.com"
    profile = {"name": {"given": "Anna", "family": "Rusu"}}
    joined = members.sign_up(login=login, password=PASSWORD, profile=profile)
    return str(joined["id"]), identity.sign_in(login, PASSWORD, kind="member").access_token
