"""What draws keep: one secret seed per draw and period, and its commitment."""

from __future__ import annotations

from mongoengine import BinaryField, DateTimeField, Document, StringField


class DrawSeed(Document):
    """A seed that is made once and never changed; the commitment is public from the first."""

    id = StringField(primary_key=True)
    program = StringField(required=True)
    draw = StringField(required=True)
    period = StringField(required=True)
    seed = BinaryField(required=True)
    commitment = StringField(required=True)
    published_at = DateTimeField(required=True)

    meta = {"collection": "draw_seeds", "auto_create_index": False, "indexes": []}
