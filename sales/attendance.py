"""How many members take part: the share of those who bought or did something in a span of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import members
from foundation import database
from sales import receipts

_STATES = {
    receipts.COLLECTION: ["closed", "partially_returned", "returned"],
    "activities": ["approved", "accepted", "fulfilled", "pending"],
}


@dataclass(frozen=True)
class Attendance:
    """How many of the members took part."""

    active: int
    members: int

    @property
    def percent(self) -> Decimal | None:
        """The share in percent, to a tenth; None where there are no members."""
        if not self.members:
            return None
        return round(Decimal(100 * self.active) / self.members, 1)


def count_active(
    program: str, *, since: datetime, until: datetime, among: int | None = None
) -> Attendance:
    """Count the members with a receipt or an activity of a program in a span of time.

    `among` is how many members there are; without it, all who are active.
    """
    seen: set[str] = set()
    for collection, states in _STATES.items():
        wanted = {
            "program": program,
            "state": {"$in": states},
            "occurred_at": {"$gte": since, "$lt": until},
        }
        pipeline: list[Mapping[str, Any]] = [{"$match": wanted}, {"$group": {"_id": "$member_id"}}]
        seen |= {row["_id"] for row in database.collection(collection).aggregate(pipeline)}
    return Attendance(len(seen), members.count_active() if among is None else among)
