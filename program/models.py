"""What a program keeps: its versions, each the whole manifest, written once."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import DateTimeField, DictField, Document, IntField, ListField, StringField


class ProgramVersion(Document):
    """One version of a program; never changed after it is written, except to be withdrawn.

    `notices` warn of what changed against the version before. The id follows from program and
    version, so that of two hands applying at once one wins.
    """

    meta: ClassVar = {
        "collection": "program_versions",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["program", "version"], "unique": True, "cls": False},
            {"fields": ["version", "program"], "cls": False},
        ],
    }

    id = StringField(primary_key=True)
    program = StringField(required=True)
    version = IntField(required=True)
    effective_at = DateTimeField(required=True)
    created_at = DateTimeField(required=True)
    manifest = StringField(required=True)
    checksum = StringField(required=True)
    author = StringField(required=True)
    notices = ListField(DictField())
    withdrawn_at = DateTimeField()
    withdrawn_by = StringField()
