"""The WSGI application, `granian --interface wsgi wsgi:app`, and the `flask` commands."""

from __future__ import annotations

import api
import bootstrap
from foundation import Config

config = Config.from_env()
bootstrap.bootstrap(config)
app = api.create_app(config)
api.install_commands(app, create_collections=bootstrap.create_collections)
