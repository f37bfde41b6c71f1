"""The WSGI application: `granian --interface wsgi wsgi:app`."""

from __future__ import annotations

import bootstrap

import api
from foundation import Config

config = Config.from_env()
bootstrap.bootstrap(config)
app = api.create_app(config)
