"""Backtests and margin reports that were asked for: what is wanted, how far they are, the result.

`wanted` and `result` are JSON texts: names of rules and categories may not be keys of documents.
"""

from __future__ import annotations

from mongoengine import DateTimeField, Document, IntField, StringField

KINDS = ("backtest", "margin")
STATES = ("waiting", "running", "done", "failed", "cancelled")


class Trial(Document):
    """Work on past receipts, done by the worker; `touched_at` shows that somebody is at it.

    `tries` counts how often a worker has begun it.
    """

    id = StringField(primary_key=True)
    kind = StringField(choices=KINDS, required=True)
    program = StringField(required=True)
    state = StringField(choices=STATES, required=True)
    percent = IntField(required=True)
    wanted = StringField(required=True)
    tries = IntField()
    result = StringField()
    error = StringField()
    requested_by = StringField(required=True)
    requested_at = DateTimeField(required=True)
    touched_at = DateTimeField(required=True)

    meta = {
        "collection": "trials",
        "auto_create_index": False,
        "indexes": [{"fields": ["state", "requested_at"]}],
    }
