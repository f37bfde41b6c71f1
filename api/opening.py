"""The porch is opened when it is needed: commands on files start without all behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from api.trial_commands import SourceMaker
    from foundation import Config


def create_app(config: Config) -> Flask:
    """Make the API for a configuration. The database must be connected before it serves."""
    from api import app

    return app.create_app(config)


def install_commands(
    app: Flask,
    *,
    create_collections: Callable[[], list[str]],
    be_patient: Callable[[], None],
    histories: Mapping[str, SourceMaker] | None = None,
) -> None:
    """Add the commands to an application."""
    from api import commands

    commands.install(
        app, create_collections=create_collections, be_patient=be_patient, histories=histories
    )
