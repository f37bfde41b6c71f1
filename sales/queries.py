"""Named reads of receipts. A receipt whose picture is not drawn yet is drawn from its entry."""

from __future__ import annotations

from typing import Any

from foundation import database
from sales import receipts
from sales.errors import ReceiptNotFound
from wallet import find_entry


def find_receipt(receipt_id: str) -> dict[str, Any] | None:
    """Find a receipt as it stands after all changes that were posted."""
    record = database.collection(receipts.COLLECTION).find_one({"_id": receipt_id})
    n = record["n"] + 1 if record is not None else 0
    while (entry := find_entry(receipts.change_key(receipt_id, n))) is not None:
        record = receipts.record_of(entry)
        n += 1
    return record


def get_receipt(receipt_id: str, *, member_id: str | None = None) -> dict[str, Any]:
    """Get a receipt; with `member_id`, another member's receipt is not found."""
    record = find_receipt(receipt_id)
    if record is None or (member_id is not None and record["member_id"] != member_id):
        raise ReceiptNotFound(receipt_id=receipt_id)
    return record
