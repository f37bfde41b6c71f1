"""What is kept of a member: the profile and its status."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import (
    BooleanField,
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentField,
    EmbeddedDocumentListField,
    IntField,
    StringField,
)


class Name(EmbeddedDocument):
    """How a member is called."""

    given = StringField()
    family = StringField()


class StatusChange(EmbeddedDocument):
    """Who changed the status, when and why."""

    before = StringField(required=True)
    after = StringField(required=True)
    reason = StringField(required=True)
    operator_id = StringField(required=True)
    changed_at = DateTimeField(required=True)


class Member(Document):
    """One who belongs. Missing e-mail and phone are absent, so that they do not collide.

    `joined_order` is the moment of joining and the id in one text: lists are paged by it.
    """

    meta: ClassVar = {
        "collection": "members",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["email"], "unique": True, "sparse": True, "cls": False},
            {"fields": ["phone"], "unique": True, "sparse": True, "cls": False},
            {"fields": ["joined_order"], "cls": False},
            {"fields": ["birth_date"], "sparse": True, "cls": False},
            {"fields": ["status", "joined_order"], "cls": False},
        ],
    }

    id = StringField(primary_key=True)
    kind = StringField(choices=("person", "company", "household"))  # a person if absent
    name = EmbeddedDocumentField(Name)
    email = StringField()
    phone = StringField()
    locale = StringField(required=True, choices=("en", "ru", "ro"))
    birth_date = StringField()  # ISO 8601, as 1990-05-17
    birth_date_set_at = DateTimeField()  # Absent: known since joining.
    store_id = StringField()
    accepts_marketing = BooleanField(required=True, default=False)
    status = StringField(required=True, choices=("active", "suspended", "closed"))
    status_changes = EmbeddedDocumentListField(StatusChange)
    joined_at = DateTimeField(required=True)
    joined_order = StringField(required=True)
    version = IntField(required=True)
    links_changed = IntField()  # counts activations, so that two at once see each other
