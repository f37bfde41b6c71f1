"""Named reads of receipts. A receipt whose picture is not drawn yet is drawn from its entry."""

from __future__ import annotations

from collections.abc import Mapping
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


def get_receipt(
    receipt_id: str, *, member_id: str | None = None, program: str | None = None
) -> dict[str, Any]:
    """Get a receipt; one of another member or program than those named is not found."""
    record = find_receipt(receipt_id)
    if record is None or record["member_id"] != (member_id or record["member_id"]):
        raise ReceiptNotFound
    if program is not None and record["program"] != program:
        raise ReceiptNotFound
    return record


def receipt_in(entry: Mapping[str, Any]) -> dict[str, Any] | None:
    """Give the receipt as a wallet's entry left it, None for an entry of another kind."""
    return receipts.record_of(entry) if receipts.is_receipt_entry(entry) else None
