"""What goods have cost: a document per program, store, SKU and month.

`days` maps the day of the month to the lowest unit price in minor units. Prices of all stores
together stand under the store `*`.
"""

from __future__ import annotations

from mongoengine import DateTimeField, DictField, Document, StringField


class MonthOfPrices(Document):
    """The lowest price of every day of a month; `ends_at` is when the month is over, in UTC."""

    id = StringField(primary_key=True)
    days = DictField()
    ends_at = DateTimeField(required=True)

    meta = {
        "collection": "prices",
        "auto_create_index": False,
        "indexes": [{"fields": ["ends_at"]}],
    }
