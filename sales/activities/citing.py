"""The receipt that an activity tells of: what was paid, what came back, how long ago."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from foundation.errors import FieldError
from foundation.money import minor_digits
from program import (
    Terms,
    activities,
    local_date,
)
from sales import receipts
from sales.activities.errors import ActivityInvalid
from sales.activities.values import Occurrence
from sales.errors import LineUnknown, ReceiptNotFound
from sales.queries import get_receipt
from sales.rules import SoldLine

_CLOSED = frozenset({"closed", "partially_returned", "returned"})


def own_receipt(occurrence: Occurrence) -> dict[str, Any]:
    """Get the receipt that an activity names. Raises `ReceiptNotFound`."""
    return get_receipt(
        occurrence.receipt or "", member_id=occurrence.member_id, program=occurrence.program
    )


def cite(
    terms: Terms,
    kind: activities.ActivityType,
    occurrence: Occurrence,
    receipt_of: Callable[[Occurrence], dict[str, Any]] = own_receipt,
) -> activities.Cited | None:
    """Look at what an activity cites; a receipt must be the member's own and closed.

    Raises `ActivityInvalid`, `ReceiptNotFound`, `LineUnknown`.
    """
    if kind.cites is None:
        if occurrence.receipt or occurrence.line_no is not None:
            raise _wrong("receipt", "UNKNOWN_FIELD", "This activity cites no receipt.")
        return None
    if not occurrence.receipt:
        raise _wrong("receipt", "REQUIRED", "Name the receipt that it tells of.")
    if kind.cites.is_line and occurrence.line_no is None:
        raise _wrong("line", "REQUIRED", "Name the line of the receipt.")
    record = receipt_of(occurrence)
    if record["state"] not in _CLOSED:
        raise ReceiptNotFound
    lines = receipts.sold_lines(record)
    if kind.cites.is_line:
        lines = [line for line in lines if line.line.no == occurrence.line_no]
        if not lines:
            raise LineUnknown(line=occurrence.line_no)
    days = local_date(terms, occurrence.occurred_at) - local_date(terms, record["occurred_at"])
    scale = -minor_digits(terms.currency)
    return activities.Cited(
        receipt=occurrence.receipt,
        line_no=occurrence.line_no if kind.cites.is_line else None,
        paid=Decimal(sum(_paid(line) for line in lines)).scaleb(scale),
        quantity=sum((line.line.quantity - line.returned_quantity for line in lines), Decimal(0)),
        days_since=max(days.days, 0),
        is_returned=all(line.is_gone for line in lines),
    )


def _paid(sold: SoldLine) -> int:
    """Give the money that is still paid for a line, without what points paid."""
    return sold.left_minor - (sold.burned_minor - sold.burned_back_minor)


def _wrong(field: str, code: str, message: str) -> ActivityInvalid:
    return ActivityInvalid(errors=[FieldError(f"/{field}", code, message)], fields=field)
