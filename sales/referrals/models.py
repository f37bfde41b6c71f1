"""What is kept of referrals."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import DateTimeField, Document, IntField, ListField, StringField


class ReferralCode(Document):
    """A member's code, and the devices from which the member asked for it."""

    meta: ClassVar = {
        "collection": "referral_codes",
        "auto_create_index": False,
        "index_cls": False,
        "indexes": [{"fields": ["member_id"], "unique": True}],
    }

    id = StringField(primary_key=True)
    member_id = StringField(required=True)
    devices = ListField(StringField())


class Referral(Document):
    """A friend of a member in a program: the id is made of program and friend, so there is one.

    `n` is the number of the receipt's change by which the referral qualified. A referral whose
    time for returns is over is rewarded, whatever is written: see `rules.state_at`.
    """

    meta: ClassVar = {
        "collection": "referrals",
        "auto_create_index": False,
        "index_cls": False,
        "indexes": [
            {"fields": ["friend_id"]},
            {"fields": ["referrer_id", "entered_at"]},
        ],
    }

    id = StringField(primary_key=True)
    program = StringField(required=True)
    code = StringField(required=True)
    referrer_id = StringField(required=True)
    friend_id = StringField(required=True)
    state = StringField(required=True, choices=("registered", "qualified", "rejected"))
    reason = StringField()
    entered_at = DateTimeField(required=True)
    expires_at = DateTimeField(required=True)
    receipt_id = StringField()
    n = IntField()
    qualified_at = DateTimeField()
    due_at = DateTimeField()
