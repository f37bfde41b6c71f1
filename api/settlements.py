"""Clearing by command: `flask clearing close`, `flask clearing rebuild`."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from sales import clearing

clearings = AppGroup("clearing", help="Settle with partners, or draw their rows again.")


@clearings.command("close")
@click.option("--program", help="That of the installation, unless given.")
def close(program: str | None) -> None:
    """Close the days that are over: their settlements get numbers and never change."""
    current_app.extensions["kopilka_be_patient"]()
    days = clearing.close_due(program or current_app.config["PROGRAM"])
    for day in days:
        numbers = ", ".join(str(found.number) for found in day.settlements)
        click.echo(f"clearing close: {day.day} ({numbers})")
    click.echo(f"clearing close: {len(days):,} days")


@clearings.command("rebuild")
def rebuild() -> None:
    """Draw all rows again from the journal; rows of closed days stay as they are."""
    current_app.extensions["kopilka_be_patient"]()
    found = clearing.rebuild()
    click.echo(
        f"clearing rebuild: {found.rows:,} rows, {found.missing:,} were missing, "
        f"{found.different:,} differed, {found.frozen:,} differ and are closed"
    )
