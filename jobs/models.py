"""What is kept about work: events, places reached, jobs to try again, leases."""

from __future__ import annotations

from mongoengine import DateTimeField, DictField, Document, IntField, ListField, StringField


class OutboxEvent(Document):
    """Something that happened, told in the transaction in which it happened."""

    id = StringField(primary_key=True)
    name = StringField(required=True)
    body = DictField()
    rec = DateTimeField(required=True)

    meta = {
        "collection": "outbox",
        "auto_create_index": False,
        "indexes": [{"fields": ["rec"]}],
    }


class Cursor(Document):
    """How far a source has been followed: everything recorded before `at` has been handed on."""

    id = StringField(primary_key=True)
    at = DateTimeField(required=True)

    meta = {"collection": "cursors", "auto_create_index": False}


class Job(Document):
    """A batch that a subscriber could not take; tried again with growing pauses."""

    id = StringField(primary_key=True)
    subscriber = StringField(required=True)
    source = StringField(required=True)
    ids = ListField(StringField())
    state = StringField(choices=("waiting", "failed"), required=True)
    due_at = DateTimeField(required=True)
    attempts = IntField(default=0)
    error = StringField()

    meta = {
        "collection": "jobs",
        "auto_create_index": False,
        "indexes": [{"fields": ["state", "due_at"]}],
    }


class Lease(Document):
    """Who may do a periodic task now, until when, when it was done last and is due again."""

    id = StringField(primary_key=True)
    holder = StringField()
    until = DateTimeField()
    done_at = DateTimeField()
    due_at = DateTimeField()
    extra = DictField()

    meta = {"collection": "leases", "auto_create_index": False}
