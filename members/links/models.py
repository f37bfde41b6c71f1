"""What is kept of a link."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import (
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    StringField,
)


class Consent(EmbeddedDocument):
    """Which side agreed, who said so for it, and when."""

    side = StringField(required=True, choices=("from", "to"))
    by = StringField(required=True)
    at = DateTimeField(required=True)


class Link(Document):
    """A link between two members. `live` is there, and unique, while it is pending or active.

    An invitation that names nobody has no `to_id` yet: whoever accepts it becomes the other side.
    """

    meta: ClassVar = {
        "collection": "links",
        "auto_create_index": False,
        "index_cls": False,
        "indexes": [
            {"fields": ["from_id", "kind"]},
            {"fields": ["to_id", "kind"]},
            {"fields": ["live"], "unique": True, "sparse": True},
        ],
    }

    id = StringField(primary_key=True)
    kind = StringField(required=True, choices=("companion", "household", "employee", "friend"))
    from_id = StringField(required=True)
    to_id = StringField()
    status = StringField(required=True, choices=("pending", "active", "ended"))
    live = StringField()
    consents = EmbeddedDocumentListField(Consent)
    invited_at = DateTimeField(required=True)
    activated_at = DateTimeField()
    ended_at = DateTimeField()
    ended_by = StringField()
    reason = StringField()
