"""What a program keeps: its versions, each the whole manifest, written once."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import DateTimeField, Document, IntField, StringField


class ProgramVersion(Document):
    """One version of a program; never changed after it is written.

    The id follows from program and version, so that of two hands applying at once one wins.
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
