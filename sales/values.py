"""What a till says, as plain values. Money is integer minor units of the sale's currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from program import Basket, Line, Scalar


@dataclass(frozen=True)
class Tender:
    """Money given for a receipt: `kind` is cash, card, gift_card or other."""

    kind: str
    amount_minor: int


@dataclass(frozen=True)
class Sale:
    """A basket at a till, with whose it is and how it is paid.

    `lines` carry their own numbers. `hold_id` names points set aside before; `burn_points` says
    how many to spend now, of the hold or straight from the balance. `codes` are those presented,
    `attributes` what the till knows besides, as in {"table": "7"}.
    """

    member_id: str
    program: str
    currency: str
    lines: tuple[Line, ...]
    occurred_at: datetime
    receipt_no: str = ""
    terminal_id: str = ""
    store_id: str | None = None
    channel: str | None = None
    total_minor: int | None = None
    tenders: tuple[Tender, ...] | None = None
    burn_points: int = 0
    hold_id: str | None = None
    codes: tuple[str, ...] = ()
    partner: str | None = None
    app_version: str | None = None
    attributes: Mapping[str, Scalar] = field(default_factory=dict)
    is_otp_verified: bool = False

    @property
    def basket(self) -> Basket:
        """The basket as the program's rules want it."""
        return Basket(
            self.occurred_at,
            self.currency,
            self.lines,
            self.channel,
            self.store_id,
            self.codes,
            self.partner,
            self.app_version,
            self.attributes,
        )

    def body(self) -> dict[str, Any]:
        """Give the request as JSON values, for its fingerprint."""
        return {
            "member_id": self.member_id,
            "currency": self.currency,
            "lines": [line_body(line) for line in self.lines],
            "occurred_at": self.occurred_at.isoformat(),
            "receipt_no": self.receipt_no,
            "store_id": self.store_id,
            "channel": self.channel,
            "total_minor": self.total_minor,
            "tenders": _tenders_body(self.tenders),
            "burn_points": self.burn_points or None,
            "hold_id": self.hold_id,
            "codes": list(self.codes) or None,
            "partner": self.partner,
            "app_version": self.app_version,
            "attributes": dict(self.attributes) or None,
            "otp_verified": self.is_otp_verified or None,
        }


@dataclass(frozen=True)
class ReturnedLine:
    """A line that comes back: by quantity or by amount; with neither, all that is left of it."""

    no: int
    quantity: Decimal | None = None
    amount_minor: int | None = None


@dataclass(frozen=True)
class Return:
    """Lines of a receipt that come back, under the till's own number of the return."""

    return_no: str
    occurred_at: datetime
    lines: tuple[ReturnedLine, ...] = field(default_factory=tuple)

    def body(self) -> dict[str, Any]:
        """Give the request as JSON values, for its fingerprint."""
        lines = [
            [line.no, None if line.quantity is None else str(line.quantity), line.amount_minor]
            for line in self.lines
        ]
        return {
            "return_no": self.return_no,
            "occurred_at": self.occurred_at.isoformat(),
            "lines": lines,
        }


def line_body(line: Line) -> list[Any]:
    """Give a line as JSON values."""
    quantity = format(line.quantity.normalize(), "f")
    row = [line.sku, quantity, line.amount_minor, line.gross_minor, line.category, line.brand]
    return [*row, sorted(line.flags)] if line.flags else row


def _tenders_body(tenders: tuple[Tender, ...] | None) -> list[list[Any]] | None:
    return None if tenders is None else [[tender.kind, tender.amount_minor] for tender in tenders]
