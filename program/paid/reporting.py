"""What a paid membership brings in and what it costs: sums over receipts, in minor units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from program.paid.terms import PaidTerms


@dataclass(frozen=True, slots=True)
class Worth:
    """Fees taken, what the membership took off prices, and how many bought and used it.

    `paid_minor` is what was paid for the goods that the membership made cheaper.
    """

    fees_minor: int = 0
    sold: int = 0
    privileges_minor: int = 0
    receipts: int = 0
    buyers: int = 0
    users: int = 0
    paid_minor: int = 0
    quantity: Decimal = Decimal(0)

    @property
    def net_minor(self) -> int:
        """What the fees leave after the privileges."""
        return self.fees_minor - self.privileges_minor

    @property
    def unused(self) -> int:
        """How many bought it and never used it."""
        return max(self.buyers - self.users, 0)

    @property
    def price_of_one_minor(self) -> Fraction | None:
        """What one piece of those goods has come to, the fees included."""
        if not self.quantity:
            return None
        return Fraction(self.paid_minor + self.fees_minor) / Fraction(self.quantity)


def worth_of(paid: PaidTerms, receipts: Iterable[Mapping[str, Any]]) -> Worth:
    """Sum up receipts as they stand: what came back does not count."""
    fees = sold = privileges = used = paid_minor = 0
    quantity = Decimal(0)
    buyers: set[str] = set()
    users: set[str] = set()
    for receipt in receipts:
        if receipt["state"] in ("cancelled", "open"):
            continue
        fee, lines = _fees(paid, receipt)
        fees, sold = fees + fee, sold + lines
        if lines:
            buyers.add(receipt["member_id"])
        off, cost, pieces = _privileges(paid, receipt)
        if off:
            used += 1
            users.add(receipt["member_id"])
            privileges, paid_minor, quantity = (
                privileges + off,
                paid_minor + cost,
                quantity + pieces,
            )
    counts = (len(buyers), len(users))
    return Worth(fees, sold, privileges, used, *counts, paid_minor, quantity)


def _fees(paid: PaidTerms, receipt: Mapping[str, Any]) -> tuple[int, int]:
    """Give the fees of a receipt less what was given back, and the lines still sold."""
    rows = [row for row in receipt["lines"] if row["sku"] == paid.sku]
    kept = sum(made.get("kept", 0) for made in receipt["returns"])
    fees = sum(row["amt"] - row.get("ra", 0) for row in rows) + kept
    return fees, sum(row["amt"] > row.get("ra", 0) or not row["amt"] for row in rows)


def _privileges(paid: PaidTerms, receipt: Mapping[str, Any]) -> tuple[int, int, Decimal]:
    """Give what the membership took off, what was then paid, and for how many pieces."""
    rows = {row["no"]: row for row in receipt["lines"]}
    off: dict[int, int] = {}
    for rule, line, amount, *_ in receipt.get("discounts", ()):
        if rule in paid.rules:
            off[line] = off.get(line, 0) + amount
    taken = cost = 0
    pieces = Decimal(0)
    for line, amount in sorted(off.items()):
        row = rows[line]
        left = row["amt"] - row.get("ra", 0)
        if not left and row["amt"]:
            continue
        taken += amount * left // row["amt"] if row["amt"] else amount
        cost += left
        pieces += Decimal(row["q"]) - Decimal(row.get("rq", "0"))
    return taken, cost, pieces
