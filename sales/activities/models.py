"""Activities as they are read, and what is on its way to somebody because of them.

An activity is a picture that the wallet's entries can draw again. `effects` are rows of
{k: kind, u: account, n: amount, s: settings, lots, slices, was}: what each did, and what its
mirror needs. An order is a message, a word to another system, or units that a partner credits.
"""

from __future__ import annotations

from mongoengine import DateTimeField, DictField, Document, IntField, ListField, StringField

STATES = ("pending", "accepted", "approved", "declined", "fulfilled", "reversed")
ORDER_STATES = ("waiting", "delivered", "refused", "recalled")


class ActivityRecord(Document):
    """Something that a member did: `n` counts its changes, `seq` is the entry of the last one."""

    id = StringField(primary_key=True)
    n = IntField(required=True)
    seq = IntField(required=True)
    member_id = StringField(required=True)
    state = StringField(choices=STATES, required=True)
    type = StringField(required=True)
    source = StringField(required=True)
    source_id = StringField(required=True)
    occurred_at = DateTimeField(required=True)
    recorded_at = DateTimeField(required=True)
    told_at = DateTimeField(required=True)
    told_order = StringField(required=True)
    program = StringField(required=True)
    version = IntField(required=True)
    data = DictField()
    receipt = StringField()
    line = IntField()
    partner = StringField()
    channel = StringField()
    store_id = StringField()
    place = StringField()
    effects = ListField()
    earned = ListField()
    counted = DictField()
    changes = ListField()

    meta = {
        "collection": "activities",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["member_id", "told_order"]},
            {"fields": ["state", "told_order"]},
            {"fields": ["told_order"]},
        ],
    }


class Order(Document):
    """Something to be brought to somebody outside, once, until they give a receipt for it."""

    id = StringField(primary_key=True)
    kind = StringField(choices=("message", "partner", "webhook"), required=True)
    state = StringField(choices=ORDER_STATES, required=True)
    activity = StringField(required=True)
    member_id = StringField(required=True)
    to = StringField(required=True)
    body = DictField()
    attempts = IntField(default=0)
    due_at = DateTimeField(required=True)
    receipt = StringField()
    error = StringField()

    meta = {
        "collection": "orders",
        "auto_create_index": False,
        "indexes": [{"fields": ["state", "due_at"]}, {"fields": ["activity"]}],
    }
