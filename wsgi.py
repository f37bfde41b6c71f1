"""The WSGI application, `granian --interface wsgi wsgi:app`, and the `flask` commands."""

from __future__ import annotations

from datetime import datetime

import api
import bootstrap
import sales
from foundation import Config, database


def demo_receipts(
    weeks: int, since: datetime | None, until: datetime | None
) -> sales.backtesting.Source:
    """Give the demo's year of receipts for backtests; its package is not needed for serving."""
    from demo import DemoHistories

    return DemoHistories(weeks, since, until)


config = Config.from_env()
running = bootstrap.bootstrap(config)
app = api.create_app(config)
api.install_commands(
    app,
    create_collections=bootstrap.create_collections,
    be_patient=lambda: database.reconnect(config, uri=running.uri, patient=True),
    histories={"demo": demo_receipts},
)
