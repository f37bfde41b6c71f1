"""How many members come back: the share of regular clients in a span of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import members
from foundation import database
from sales import receipts

_SOLD = ["closed", "partially_returned"]


@dataclass(frozen=True)
class Regulars:
    """How many of the members are regular clients."""

    regular: int
    members: int

    @property
    def percent(self) -> Decimal | None:
        """The share in percent, to a tenth; None where there are no members."""
        if not self.members:
            return None
        return round(Decimal(100 * self.regular) / self.members, 1)

    def gained_on(self, baseline: Decimal) -> Decimal | None:
        """Give the percentage points gained on a share measured before."""
        return None if self.percent is None else self.percent - baseline


def count_regulars(
    program: str,
    *,
    since: datetime,
    until: datetime,
    least: int = 2,
    among: int | None = None,
) -> Regulars:
    """Count the members with so many receipts in a span that did not come back whole.

    `among` is how many members there are; without it, all who are active.
    """
    wanted = {
        "program": program,
        "state": {"$in": _SOLD},
        "occurred_at": {"$gte": since, "$lt": until},
    }
    pipeline: list[Mapping[str, Any]] = [
        {"$match": wanted},
        {"$group": {"_id": "$member_id", "receipts": {"$sum": 1}}},
        {"$match": {"receipts": {"$gte": least}}},
    ]
    found = database.collection(receipts.COLLECTION).aggregate(pipeline)
    regular = sum(1 for _ in found)
    return Regulars(regular, members.count_active() if among is None else among)
