"""The card as it is stored."""

from __future__ import annotations

from mongoengine import DateTimeField, Document, IntField, StringField


class Card(Document):
    """What a member shows to be known: virtual, plastic, or another company's card.

    `number` is what is printed or drawn; `key` is the same number in the form under which it is
    sought, unique over all cards. A foreign card's key begins with its member, because strangers
    may well hold equal numbers of different shops.
    """

    id = StringField(primary_key=True)
    number = StringField(required=True)
    key = StringField(required=True)
    member_id = StringField(required=True)
    kind = StringField(required=True, choices=("virtual", "plastic", "foreign"))
    status = StringField(required=True, choices=("active", "blocked", "replaced"))
    format = StringField(required=True)
    program = StringField()
    issued_at = DateTimeField(required=True)
    replaced_by = StringField()
    last_code_counter = IntField(default=0)
    code_failures = IntField(default=0)
    code_failures_since = DateTimeField(required=True)

    meta = {
        "collection": "cards",
        "auto_create_index": False,
        "index_cls": False,
        "indexes": [{"fields": ["key"], "unique": True}, {"fields": ["member_id"]}],
    }
