"""The porch: HTTP in, HTTP out. One folder per audience, no rules of its own.

`create_app(config)` makes the Flask app. How a request is met: headers (its id), log and metrics
(its start), callers (who is it, may they), then the view, which calls one service; what the
service refuses is worded by errors.
"""

from api.manifest_commands import offline_app
from api.opening import create_app, install_commands

__all__ = ["create_app", "install_commands", "offline_app"]
