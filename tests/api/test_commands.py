"""The commands of an installation: collections, the first operator, proof of the ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from pymongo.database import Database

import api
import bootstrap
import identity
import members
import wallet
from foundation.clock import FrozenClock

Records = Database[dict[str, Any]]
Command = Callable[..., Result]


@pytest.fixture
def command(app: Flask, database: Records, clock: FrozenClock) -> Command:
    """Run a `flask` command on the test's database."""
    api.install_commands(
        app, create_collections=bootstrap.create_collections, be_patient=lambda: None
    )
    return lambda *words: app.test_cli_runner().invoke(args=list(words))


def test_init_db_may_be_repeated(command: Command) -> None:
    first, second = command("init-db"), command("init-db")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "init-db: 0 new collections" in second.output


def test_the_first_operator_is_made_by_command(command: Command) -> None:
    words = ["--name", "Olga", "--password", "a long pass phrase"]

    made = command("operator", "create", "olga@example.com", *words)
    pair = identity.sign_in("olga@example.com", "a long pass phrase", kind="operator")

    assert made.exit_code == 0
    caller = identity.verify_access_token(pair.access_token, audience="marketing")
    assert caller.may("terminals.write")


@pytest.mark.parametrize(
    ("words", "option"),
    [(["--password", "a long pass phrase"], "--name"), (["--name", "Olga"], "--password")],
)
def test_where_nobody_can_be_asked_the_option_is_named(
    command: Command, words: list[str], option: str
) -> None:
    found = command("operator", "create", "olga@example.com", *words)

    assert found.exit_code == 2
    assert f"give {option}." in found.output + found.stderr


def test_a_sound_ledger_is_verified(command: Command) -> None:
    wallet.open_wallet("mem_a")
    wallet.earn("mem_a", account="points", amount=5, key="first-earn")

    whole, one = command("ledger", "verify"), command("ledger", "verify", "--account", "mem_a")

    assert (whole.exit_code, one.exit_code) == (0, 0)
    assert "ledger verify: 0 violations (1 wallets, 1 entries)" in whole.output


def test_a_broken_ledger_is_named_and_ends_with_one(command: Command, database: Records) -> None:
    wallet.open_wallet("mem_a")
    wallet.earn("mem_a", account="points", amount=5, key="first-earn")
    database["entries"].update_one({"a": "mem_a", "s": 1}, {"$set": {"m.0.n": 6}})

    found = command("ledger", "verify")

    assert found.exit_code == 1
    assert "I3 mem_a entry 1" in found.output + found.stderr


def test_an_unknown_wallet_cannot_be_verified(command: Command) -> None:
    assert command("ledger", "verify", "--account", "mem_nobody").exit_code != 0


def test_heads_are_rebuilt_from_entries(command: Command, database: Records) -> None:
    wallet.open_wallet("mem_a")
    wallet.earn("mem_a", account="points", amount=5, key="first-earn")
    database["heads"].delete_one({"_id": "mem_a"})

    rebuilt = command("ledger", "rebuild")

    assert (rebuilt.exit_code, rebuilt.output.strip()) == (0, "ledger rebuild: 1 heads")
    assert wallet.get_wallet("mem_a").balance("points").available == 5


def test_wallets_that_lack_the_profile_get_it_once(
    command: Command, database: Records, clock: FrozenClock
) -> None:
    joined = members.enroll(profile={"birth_date": "1990-05-17"})["id"]
    wallet.open_wallet(joined)

    first, second = command("members", "marks"), command("members", "marks")

    assert wallet.get_wallet(joined).mark("profile")["b"] == "1990-05-17"
    said = "members marks: {} wallets\n"
    assert (first.output, second.output) == (said.format(1), said.format(0))
