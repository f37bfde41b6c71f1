"""Receipts as they are read: a picture that the wallet's entries can draw again.

Short names inside a line: `q` quantity, `amt` amount, `gross`, `cat`, `brand`, `burn` what points
paid of it, `disc` what the program's discounts took off before, `rq` and `ra` the quantity and
amount that have come back. `caps` is what the counters of caps stood at before the sale, `counted`
what the sale adds to them; `standing` and `counters` are the same for what rules ask besides. A
discount is [rule, line, minor units, code]; `credits` are what others get: see `sales.crediting`.
"""

from __future__ import annotations

from mongoengine import DateTimeField, DictField, Document, IntField, ListField, StringField

STATES = ("closed", "partially_returned", "returned", "cancelled", "open")


class Receipt(Document):
    """A sale of a member: `n` counts its changes, `seq` is the entry that made the last one."""

    id = StringField(primary_key=True)
    n = IntField(required=True)
    seq = IntField(required=True)
    member_id = StringField(required=True)
    state = StringField(choices=STATES, required=True)
    receipt_no = StringField(required=True)
    terminal_id = StringField(required=True)
    store_id = StringField()
    channel = StringField()
    occurred_at = DateTimeField(required=True)
    recorded_at = DateTimeField(required=True)
    currency = StringField(required=True)
    program = StringField(required=True)
    version = IntField(required=True)
    tier = StringField()
    total_minor = IntField(required=True)
    payable_minor = IntField(required=True)
    burn = DictField()
    caps = DictField()
    counted = DictField()
    tenders = ListField()
    lines = ListField()
    discounts = ListField()
    codes = ListField()
    partner = StringField()
    app = StringField()
    attributes = DictField()
    standing = DictField()
    counters = DictField()
    uses = ListField()
    credits = ListField()
    flags = ListField(StringField())
    earned = ListField()
    returns = ListField()

    meta = {
        "collection": "receipts",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["member_id", "occurred_at"]},
            {"fields": ["recorded_at"]},
        ],
    }
