"""What offers keep: codes, batches of them, who used what, the stock of rewards, redemptions.

`uses` of a code or a stock are counts: {used, freed, next, lately, days: {day: {used}}}: `lately`
are the last keys that were counted, `freed` grows when places are given back, `full_at_freed` and
`full_limit` say when all were taken. They are hints that the journal's keys outrank. `slot_uses`
and `redemptions` are pictures that the wallet's entries can draw again.
"""

from __future__ import annotations

from mongoengine import (
    BooleanField,
    DateTimeField,
    DictField,
    Document,
    IntField,
    ListField,
    StringField,
)


class Code(Document):
    """A text that gives something: its id follows from program and text in its one form.

    Of a generic code, which stands in the manifest, there are only counts here.
    """

    id = StringField(primary_key=True)
    text = StringField()
    program = StringField()
    series = StringField()
    issuer = StringField()
    member_id = StringField()
    batch = StringField()
    no = IntField()
    issued_at = DateTimeField()
    valid_from = DateTimeField()
    valid_until = DateTimeField()
    reserved_for = StringField()
    reserved_until = DateTimeField()
    revoked_at = DateTimeField()
    revoked_by = StringField()
    uses = DictField()

    meta = {
        "collection": "codes",
        "auto_create_index": False,
        "partition_by": "_id",
        "indexes": [
            {
                "fields": ["batch", "no"],
                "cls": False,
                "partialFilterExpression": {"batch": {"$exists": True}},
            },
            {
                "fields": ["member_id", "issued_at"],
                "cls": False,
                "partialFilterExpression": {"member_id": {"$exists": True}},
            },
            {
                "fields": ["issuer", "issued_at"],
                "cls": False,
                "partialFilterExpression": {"issuer": {"$exists": True}},
            },
        ],
    }


class CodeBatch(Document):
    """Codes made together: `made` of `size` are there; `is_open` goes with the last."""

    id = StringField(primary_key=True)
    program = StringField(required=True)
    series = StringField(required=True)
    name = StringField(required=True)
    size = IntField(required=True)
    made = IntField(required=True)
    is_open = BooleanField()
    issued_at = DateTimeField(required=True)
    author = StringField()

    meta = {
        "collection": "code_batches",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["program", "issued_at"], "cls": False},
            {
                "fields": ["is_open"],
                "cls": False,
                "partialFilterExpression": {"is_open": {"$exists": True}},
            },
        ],
    }


class SlotUse(Document):
    """Who took a place, when and for which receipt; drawn from the entry that did."""

    id = StringField(primary_key=True)
    owner = StringField(required=True)
    scope = StringField(required=True)
    place = StringField(required=True)
    member_id = StringField(required=True)
    at = DateTimeField(required=True)
    ref = StringField()
    is_back = BooleanField()
    back_at = DateTimeField()

    meta = {
        "collection": "slot_uses",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["owner", "at"], "cls": False},
            {"fields": ["scope", "is_back"], "cls": False},
        ],
    }


class Guesses(Document):
    """How often a caller named codes that are not accepted, until when it counts."""

    id = StringField(primary_key=True)
    n = IntField(required=True)
    until = DateTimeField(required=True)

    meta = {"collection": "code_guesses", "auto_create_index": False}


class Stock(Document):
    """How many of a reward's pool are taken."""

    id = StringField(primary_key=True)
    uses = DictField()

    meta = {"collection": "reward_stock", "auto_create_index": False}


class Redemption(Document):
    """A reward on its way to a member, as the wallet's entries left it."""

    id = StringField(primary_key=True)
    n = IntField(required=True)
    seq = IntField()
    member_id = StringField(required=True)
    program = StringField(required=True)
    version = IntField(required=True)
    reward = StringField(required=True)
    state = StringField(required=True)
    opened_at = DateTimeField(required=True)
    until = DateTimeField()
    closed_at = DateTimeField()
    account = StringField()
    price = IntField()
    hold_id = StringField()
    place = StringField()
    gives = ListField()
    code_ids = ListField()
    by = StringField()

    meta = {
        "collection": "redemptions",
        "auto_create_index": False,
        "partition_by": "_id",
        "indexes": [
            {"fields": ["member_id", "opened_at"], "cls": False},
            {"fields": ["program", "opened_at"], "cls": False},
            {"fields": ["state", "until"], "cls": False},
        ],
    }
