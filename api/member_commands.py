"""Members by command: `flask members marks`."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from sales import activities

members = AppGroup("members", help="Bring wallets up to what is known of their members.")


@members.command("marks")
def marks() -> None:
    """Write joining and birthday into wallets that lack them. Safe to repeat."""
    current_app.extensions["kopilka_be_patient"]()
    click.echo(f"members marks: {activities.bring_profiles_up():,} wallets")
