"""The WSGI application, `granian --interface wsgi wsgi:app`, and the `flask` commands."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Flask

import api

if TYPE_CHECKING:
    import sales


def demo_receipts(
    weeks: int, since: datetime | None, until: datetime | None
) -> sales.backtesting.Source:
    """Give the demo's year of receipts for backtests; its package is not needed for serving."""
    from demo import DemoHistories

    return DemoHistories(weeks, since, until)


def serving_app() -> Flask:
    """Connect the database, and make the API with all commands."""
    # Here, not above: commands on files start in a second without all this.
    import bootstrap
    from foundation import Config, database

    config = Config.from_env()
    running = bootstrap.bootstrap(config)
    made = api.create_app(config)
    api.install_commands(
        made,
        create_collections=bootstrap.create_collections,
        be_patient=lambda: database.reconnect(config, uri=running.uri, patient=True),
        histories={"demo": demo_receipts},
    )
    return made


app = api.offline_app(sys.argv) or serving_app()
