"""What a caller says of an activity, and what comes of it, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wallet import WalletView

Record = dict[str, Any]


@dataclass(frozen=True)
class Occurrence:
    """Something that a member did. `id` is its number at `source`, who tells of it.

    `receipt` and `line_no` name what it cites, where its type cites a receipt.
    """

    member_id: str
    program: str
    type: str
    id: str
    source: str
    occurred_at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    receipt: str | None = None
    line_no: int | None = None
    partner: str | None = None
    channel: str | None = None
    store_id: str | None = None
    app_version: str | None = None

    def body(self) -> dict[str, Any]:
        """Give the request as JSON values, for its fingerprint."""
        return {
            "member_id": self.member_id,
            "type": self.type,
            "id": self.id,
            "occurred_at": self.occurred_at.isoformat(),
            "data": {name: str(value) for name, value in sorted(self.data.items())},
            "receipt": self.receipt,
            "line": self.line_no,
            "partner": self.partner,
            "channel": self.channel,
            "store_id": self.store_id,
        }


@dataclass(frozen=True)
class Recorded:
    """An activity as it stands after a change, the wallet after it, and whether it is a repeat."""

    activity: Record
    view: WalletView
    moves: list[dict[str, Any]]
    replayed: bool
