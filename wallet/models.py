"""What the wallet keeps: the journal `entries`, and `heads`, a cache that entries can rebuild.

An entry is never changed. Its short names:

    a    wallet, the id of its owner          s    sequence in the wallet, dense from 1
    k    keys that may stand once             q    fingerprint of the request, by field
    op   operation                            v    version of this layout
    ts   the wallet's time                    rec  the machine's time when it was written
    eff  when the event happened              who  {kind, id} of the caller
    m    moves, for people                    d    changes, for replay
    b    balances after: {account: [available, pending, held, debt]}
    x    payload of an upper storey, opaque   ph   hash of the entry before; h its own
"""

from __future__ import annotations

from mongoengine import (
    BinaryField,
    DateTimeField,
    DictField,
    Document,
    IntField,
    ListField,
    StringField,
)


class Entry(Document):
    """One posting: all that happened to a wallet in one instant."""

    id = StringField(primary_key=True)
    a = StringField(required=True)
    s = IntField(required=True)
    k = ListField(StringField())
    q = DictField()
    op = StringField(required=True)
    v = IntField(default=1)
    ts = DateTimeField(required=True)
    rec = DateTimeField(required=True)
    eff = DateTimeField()
    who = DictField()
    m = ListField()
    d = ListField()
    b = DictField()
    x = BinaryField()
    ph = StringField()
    h = StringField(required=True)

    meta = {
        "collection": "entries",
        "auto_create_index": False,
        "partition_by": "a",
        "indexes": [
            {"fields": ["a", "s"], "unique": True},
            {"fields": ["k"], "unique": True},
            {"fields": ["rec"]},
        ],
    }


class Head(Document):
    """The state of a wallet after its latest known entry, and the cards in it."""

    id = StringField(primary_key=True)
    s = IntField(required=True)
    ts = DateTimeField()
    h = StringField()
    st = DictField()
    b = DictField()
    next = DateTimeField()
    cards = ListField()

    meta = {
        "collection": "heads",
        "auto_create_index": False,
        "partition_by": "_id",
        "indexes": [{"fields": ["next"], "partialFilterExpression": {"next": {"$exists": True}}}],
    }


class Claim(Document):
    """On a sharded cluster: the wallet that a key belongs to, since keys are unique per shard."""

    id = StringField(primary_key=True)
    a = StringField(required=True)
    at = DateTimeField(required=True)

    meta = {"collection": "claims", "auto_create_index": False, "partition_by": "_id"}
