"""Balances from another system, by command: `flask balances import FILE --source retailcrm`."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from foundation import Refusal
from sales import importing

balances = AppGroup("balances", help="Bring balances over from another system.")
_FIELDS = ("line", "status", "row", "member_id", "amount", "reason")
_STATUSES = ("created", "already", "duplicate", "bad")


@balances.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="Where they come from: retailcrm, bitrix24, ….")
@click.option("--account", default="points", show_default=True, help="Where rows name none.")
@click.option("--program", help="Whose accounts; that of the installation, unless given.")
@click.option("--column", "chosen", multiple=True, metavar="FIELD=HEAD", help="Name a column.")
@click.option("--create-members", is_flag=True, help="Make members of people not known yet.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="CSV, row by row.")
def import_balances(file: Path, chosen: tuple[str, ...], report: Path | None, **said: Any) -> None:
    """Bring balances over as opening lots; rows that were brought over before stay as they are."""
    current_app.extensions["kopilka_be_patient"]()
    run = importing.Importing(
        program=said["program"] or current_app.config["PROGRAM"],
        source=said["source"],
        account=said["account"],
        creates_members=said["create_members"],
        is_trial=said["dry_run"],
    )
    try:
        counted = _bring_over(run, file, _chosen(chosen), report or _report_beside(file))
    except Refusal as refusal:
        raise click.ClickException(refusal.detail) from refusal
    listed = ", ".join(f"{counted[status]:,} {status}" for status in _STATUSES)
    click.echo(f"balances import: {listed}{' (dry run)' if run.is_trial else ''}")
    sys.exit(1 if counted["bad"] else 0)


def _bring_over(
    run: importing.Importing, file: Path, chosen: dict[str, str], report: Path
) -> Counter[str]:
    counted: Counter[str] = Counter()
    with _bar(importing.size_of(file)) as on_read, report.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(_FIELDS)
        rows = importing.read_rows(file, on_read=on_read)
        for outcome in importing.import_rows(run, rows, chosen=chosen):
            counted[outcome.status] += 1
            writer.writerow([getattr(outcome, name) for name in _FIELDS])
            if outcome.status in ("duplicate", "bad"):
                click.echo(f"line {outcome.line}: {outcome.reason}", err=True)
    click.echo(f"Row by row: {report}", err=True)
    return counted


def _report_beside(file: Path) -> Path:
    return file.with_name(f"{file.name}.report.csv")


def _chosen(pairs: tuple[str, ...]) -> dict[str, str]:
    found = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
    if len(found) < len(pairs) or not set(found) <= set(importing.FIELDS):
        fields = ", ".join(importing.FIELDS)
        raise click.BadParameter(f"write FIELD=HEAD, with a field of {fields}", param_hint="column")
    return found


@contextmanager
def _bar(size: int) -> Iterator[Any]:
    """Show how much of the file is read, on a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("Importing"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("import", total=max(size, 1))
        yield lambda done: bar.update(task, completed=done)
