"""What clearing keeps: rows drawn from entries, and days that were closed.

A row's `s` is empty while it is open, then the token of the closing that took it. A closing's
`winner` is the token whose rows it counts; those of other attempts are open again.
"""

from __future__ import annotations

from mongoengine import DateTimeField, Document, IntField, ListField, StringField


class ClearingRow(Document):
    """Units that a partner issued or accepted, or took back, in one movement of a wallet.

    Amounts in `legs` ([party, kind, millionths of the smallest money unit]) are texts: they may be
    larger than the database's integers.
    """

    id = StringField(primary_key=True)
    program = StringField(required=True)
    partner = StringField(required=True)
    account = StringField(required=True)
    kind = StringField(choices=("issue", "accept"), required=True)
    units = IntField(required=True)
    day = StringField(required=True)
    rate_day = StringField(required=True)
    entry = StringField(required=True)
    receipt = StringField()
    legs = ListField()
    s = StringField(default="")

    meta = {
        "collection": "clearing",
        "auto_create_index": False,
        "indexes": [{"fields": ["program", "s", "day"]}],
    }


class ClearingClosing(Document):
    """A closed day of a program: its settlements, and who closed it."""

    id = StringField(primary_key=True)
    program = StringField(required=True)
    n = IntField(required=True)
    day = StringField(required=True)
    state = StringField(choices=("closing", "closed"), required=True)
    attempts = ListField(StringField())
    winner = StringField()
    last_number = IntField()
    settlements = ListField()
    closed_at = DateTimeField()

    meta = {
        "collection": "clearing_closings",
        "auto_create_index": False,
        "indexes": [{"fields": ["program", "n"]}, {"fields": ["program", "day"]}],
    }
