"""What a paid membership has brought in and cost: fees against the privileges that were used."""

from __future__ import annotations

from datetime import datetime

from foundation import database
from program import Terms, paid
from sales import receipts


def membership_worth(terms: Terms, *, since: datetime, until: datetime) -> paid.Worth | None:
    """Sum up the receipts of a span of time as they stand; None where no membership is sold."""
    if terms.membership is None:
        return None
    wanted = {"program": terms.program, "occurred_at": {"$gte": since, "$lt": until}}
    return paid.worth_of(terms.membership, database.collection(receipts.COLLECTION).find(wanted))
