"""The WSGI application, `granian --interface wsgi wsgi:app`, and the `flask` commands."""

from __future__ import annotations

import api
import bootstrap
from foundation import Config, database

config = Config.from_env()
running = bootstrap.bootstrap(config)
app = api.create_app(config)
api.install_commands(
    app,
    create_collections=bootstrap.create_collections,
    be_patient=lambda: database.reconnect(config, uri=running.uri, patient=True),
)
