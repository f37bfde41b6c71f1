"""A process that writes to wallets until it is killed, and notes what it was promised.

    python -m tests.wallet.writer open URI DATABASE
    python -m tests.wallet.writer write URI DATABASE LOG SEED     until killed
    python -m tests.wallet.writer count URI DATABASE TIMES        post 1 unit TIMES times
    python -m tests.wallet.writer verify URI DATABASE             print what is there, as JSON

A log holds a line per event, on disk before anything else happens: `try N WALLET AMOUNT` before a
posting, `ack N ENTRY SEQ HASH` or `no N` after it. Whoever starts with a log that ends in a `try`
sends that request again under the same key.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pymongo.errors import PyMongoError

import wallet
from foundation import database
from foundation.config import Config
from foundation.errors import Unavailable
from wallet.models import Claim, Entry, Head

OWNERS = [f"mem_{number}" for number in range(5)]
HOT_SHARE = 0.4


class Log:
    """Events of one writer, each on disk before the next step."""

    def __init__(self, path: Path) -> None:
        self.lines = path.read_text().splitlines() if path.exists() else []
        self._file = path.open("a", encoding="utf-8")

    def note(self, *words: object) -> None:
        """Write an event down for good."""
        self._file.write(" ".join(str(word) for word in words) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())


def open_all() -> None:
    """Make the collections and the wallets."""
    database.create_collections([Entry, Head, Claim])
    for owner_id in OWNERS:
        wallet.open_wallet(owner_id)


def write(path: Path, seed: int) -> None:
    """Post without end."""
    log = Log(path)
    tries = [line.split() for line in log.lines if line.startswith("try")]
    number = len(tries)
    if log.lines and log.lines[-1].startswith("try"):
        _, last, owner_id, amount = tries[-1]
        send(log, seed, int(last), owner_id, int(amount))
    chance = random.Random(f"{seed}.{number}")
    for owner_id, amount in requests(chance):
        number += 1
        log.note("try", number, owner_id, amount)
        send(log, seed, number, owner_id, amount)


def requests(chance: random.Random) -> Iterator[tuple[str, int]]:
    """Make up requests: more is earned than spent, and one wallet is hot."""
    while True:
        owner_id = OWNERS[0] if chance.random() < HOT_SHARE else chance.choice(OWNERS)
        yield owner_id, chance.randint(-8, 12) or 1


def send(log: Log, seed: int, number: int, owner_id: str, amount: int) -> None:
    """Send a request until there is an answer, always under the same key."""
    verb = wallet.earn if amount > 0 else wallet.burn
    while True:
        try:
            key = f"{seed}-{number}"
            entry = verb(owner_id, account="points", amount=abs(amount), key=key).entry
        except wallet.InsufficientPoints:
            return log.note("no", number)
        except (PyMongoError, Unavailable):
            time.sleep(0.05)
        else:
            return log.note("ack", number, entry["_id"], entry["s"], entry["h"])


def count(times: int) -> list[Any]:
    """Post one unit many times, every second time without any key."""
    answers = []
    for number in range(times):
        key = f"count-{number}" if number % 2 else None
        command = wallet.Command("count", idempotency_key=key)
        decision = wallet.Decision([wallet.Earn("points", 1)])
        posting = wallet.post(OWNERS[0], command, lambda _, decision=decision: decision)
        answers.append([posting.entry["_id"], posting.replayed])
    return answers


def verify() -> dict[str, Any]:
    """Verify every wallet and list all entries."""
    audit, keys = wallet.Audit(), set[str]()
    for owner_id in wallet.wallet_ids():
        wallet.verify_wallet(owner_id, audit, keys)
    entries = [
        [entry["_id"], entry["s"], entry["h"], entry["a"], entry["m"][0]["n"]]
        for owner_id in OWNERS
        for entry in database.collection("entries").find({"a": owner_id})
    ]
    faults = [str(fault) for fault in wallet.finish_audit(audit).violations]
    return {"faults": faults, "entries": entries, "points": audit.outstanding["points"]}


def main(what: str, uri: str, name: str, *more: str) -> None:
    """Connect and do one of the four things."""
    database.connect(Config(environment="test", mongodb_uri=uri, database=name))
    if what == "open":
        open_all()
    elif what == "write":
        write(Path(more[0]), int(more[1]))
    elif what == "count":
        sys.stdout.write(json.dumps(count(int(more[0]))))
    else:
        sys.stdout.write(json.dumps(verify()))


if __name__ == "__main__":
    main(*sys.argv[1:])
