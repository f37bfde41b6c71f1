"""What identity keeps: credentials, logins, token families, operators and terminals.

Uniqueness rests on primary keys alone, so it also holds on a sharded cluster.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from mongoengine import DateTimeField, Document, IntField, ListField, StringField


class Credential(Document):
    """The password of a subject; its id is the member's or the operator's."""

    meta: ClassVar = {"collection": "credentials", "auto_create_index": False}

    id = StringField(primary_key=True)
    kind = StringField(required=True, choices=("member", "operator"))
    password_hash = StringField(required=True)
    changed_at = DateTimeField(required=True)
    barred_at = DateTimeField()


class Login(Document):
    """One way to name a subject when signing in; id `member|email:anna@example.com`."""

    meta: ClassVar = {
        "collection": "logins",
        "auto_create_index": False,
        "indexes": [{"fields": ["subject_id"], "cls": False}],
    }

    id = StringField(primary_key=True)
    subject_id = StringField(required=True)


class TokenFamily(Document):
    """One sign-in on one device: the refresh tokens that follow one another."""

    meta: ClassVar = {
        "collection": "token_families",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["subject_id"], "cls": False},
            {"fields": ["expires_at"], "cls": False},
        ],
    }

    id = StringField(primary_key=True)
    subject_id = StringField(required=True)
    kind = StringField(required=True, choices=("member", "operator"))
    generation = IntField(required=True)
    current_hash = StringField(required=True)
    previous_hash = StringField()
    rotated_at = DateTimeField()
    created_at = DateTimeField(required=True)
    expires_at = DateTimeField(required=True)
    revoked_at = DateTimeField()
    revoked_for = StringField()


class Operator(Document):
    """A person who runs the program."""

    meta: ClassVar = {
        "collection": "operators",
        "auto_create_index": False,
        "indexes": [{"fields": ["status"], "cls": False}],
    }

    id = StringField(primary_key=True)
    email = StringField(required=True)
    name = StringField(required=True)
    role = StringField(required=True)
    status = StringField(required=True, choices=("active", "closed"))
    created_at = DateTimeField(required=True)


class Terminal(Document):
    """A till's credential: what it may do and where it stands."""

    meta: ClassVar = {
        "collection": "terminals",
        "auto_create_index": False,
        "indexes": [{"fields": ["program", "store_id"], "cls": False}],
    }

    id = StringField(primary_key=True)
    name = StringField(required=True)
    store_id = StringField(required=True)
    program = StringField(required=True)
    scopes = ListField(StringField(), required=True)
    key_hash = StringField(required=True)
    created_at = DateTimeField(required=True)
    last_used_at = DateTimeField()
    revoked_at = DateTimeField()

    def is_revoked_at(self, moment: datetime) -> bool:
        """Tell whether the key was dead at a moment."""
        return self.revoked_at is not None and self.revoked_at <= moment
