"""Balances and clearing by command: what is said, what is written beside the file, and the code."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

import api
import bootstrap
import wallet
from tests.api import shop
from tests.api.people import Person

Command = Callable[..., Result]


@pytest.fixture
def command(app: Flask, client: FlaskClient) -> Command:
    """Run a `flask` command on the test's database."""
    api.install_commands(
        app, create_collections=bootstrap.create_collections, be_patient=lambda: None
    )
    return lambda *words: app.test_cli_runner().invoke(args=[str(word) for word in words])


@pytest.fixture
def file(tmp_path: Path, anna: Person) -> Path:
    """Anna's balance, the same again, and one of nobody."""
    shop.open_shop()
    path = tmp_path / "balances.csv"
    rows = [f"1,{anna.login},150,2026-12-31", f"1,{anna.login},150,2026-12-31", "2,no@where.md,5,"]
    path.write_text("\n".join(["id,email,balance,valid until", *rows]) + "\n")
    return path


def test_rows_are_brought_over_and_reported_one_by_one(
    command: Command, file: Path, anna: Person
) -> None:
    done = command("balances", "import", file, "--source", "retailcrm")

    assert done.exit_code == 1
    assert "balances import: 1 created, 0 already, 1 duplicate, 1 bad" in done.output
    with (file.parent / "balances.csv.report.csv").open() as report:
        rows = list(csv.DictReader(report))
    assert [(row["line"], row["status"]) for row in rows] == [
        ("2", "created"), ("3", "duplicate"), ("4", "bad"),
    ]  # fmt: skip
    assert wallet.get_wallet(anna.id).balance("points").available == 150


def test_a_dry_run_writes_nothing(command: Command, file: Path, anna: Person) -> None:
    done = command("balances", "import", file, "--source", "retailcrm", "--dry-run")

    assert "1 created, 0 already, 1 duplicate, 1 bad (dry run)" in done.output
    assert wallet.get_wallet(anna.id).balance("points").available == 0


def test_a_second_run_creates_nothing(command: Command, file: Path) -> None:
    command("balances", "import", file, "--source", "retailcrm")

    again = command("balances", "import", file, "--source", "retailcrm")

    assert "balances import: 0 created, 1 already, 1 duplicate, 1 bad" in again.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--column", "amount"], "write FIELD=HEAD"),
        (["--column", "sum=balance"], "write FIELD=HEAD"),
        (["--program", "nothing"], "There is no program nothing"),
        (["--column", "amount=Saldo", "--account", "gold"], "the program has no account gold"),
    ],
)
def test_a_wrong_option_is_told(command: Command, file: Path, words: list[str], said: str) -> None:
    done = command("balances", "import", file, "--source", "retailcrm", *words)

    assert done.exit_code != 0
    assert said in done.output


def test_days_are_closed_and_rows_rebuilt_by_command(command: Command, file: Path) -> None:
    closed, rebuilt = command("clearing", "close"), command("clearing", "rebuild")

    assert (closed.exit_code, rebuilt.exit_code) == (0, 0)
    assert "clearing close: 0 days" in closed.output
    assert "clearing rebuild: 0 rows, 0 were missing" in rebuilt.output
