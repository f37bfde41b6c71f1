"""How the demo's shoppers behave beyond what the source tells: who spends points, who returns.

The source knows neither. Both are drawn from the number of the basket, never from chance, so
that every replay of the same weeks is the same replay.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from demo.receipts import FUEL, ZONE, DemoLine, DemoReceipt

BURN_EVERY = 5
BURN_FROM = 200
RETURN_EVERY = 6
RETURN_DAYS = 9
_RETURNS_FROM = time(11, 30)
_RETURNS_SECONDS = 90 * 60


@dataclass(frozen=True, slots=True)
class ReturnPlan:
    """What comes back of a receipt, and when; `lines` are (line number, quantity)."""

    return_no: str
    basket_id: str
    household_id: int
    store_id: int
    occurred_at: datetime
    lines: tuple[tuple[int, Decimal], ...]


def burn_wish(receipt: DemoReceipt, balance: int) -> int:
    """Tell how many points the household wants to spend here; the program may allow fewer.

    About every fifth receipt wishes, once 200 points are there: one in three of those wants to
    spend all, the others half of the balance in whole hundreds.
    """
    if balance < BURN_FROM or receipt.amount_minor <= 0:
        return 0
    if _draw("burn", receipt.basket_id) % BURN_EVERY:
        return 0
    if _draw("burn all", receipt.basket_id) % 3 == 0:
        return balance
    return balance // 200 * 100


def return_plan(receipt: DemoReceipt) -> ReturnPlan | None:
    """Tell what comes back of a receipt: about one in six with a coupon on a paid line.

    One such line comes back, now and then two, whole or half of its pieces, about noon of the
    shop's time one to nine days later.
    """
    candidates = [line for line in receipt.lines if _is_returnable(line)]
    if not candidates or _draw("return", receipt.basket_id) % RETURN_EVERY:
        return None
    chosen = _chosen(candidates, receipt.basket_id)
    return ReturnPlan(
        return_no=f"R{receipt.basket_id}",
        basket_id=receipt.basket_id,
        household_id=receipt.household_id,
        store_id=receipt.store_id,
        occurred_at=_returned_at(receipt),
        lines=tuple((line.no, _returned_quantity(line, receipt.basket_id)) for line in chosen),
    )


def _is_returnable(line: DemoLine) -> bool:
    return line.coupon_minor > 0 and line.amount_minor > 0 and line.category != FUEL


def _chosen(candidates: Sequence[DemoLine], basket_id: str) -> Sequence[DemoLine]:
    """Choose one line, or with one draw in four two neighbouring ones where there are more."""
    start = _draw("return line", basket_id) % len(candidates)
    count = 2 if _draw("return two", basket_id) % 4 == 0 else 1
    return candidates[start : start + count]


def _returned_quantity(line: DemoLine, basket_id: str) -> Decimal:
    """Give the whole quantity, or on every second draw half of several pieces."""
    if line.quantity >= 2 and _draw("return half", basket_id) % 2:
        return line.quantity // 2
    return line.quantity


def _returned_at(receipt: DemoReceipt) -> datetime:
    days = 1 + _draw("return day", receipt.basket_id) % RETURN_DAYS
    noon = datetime.combine(receipt.day + timedelta(days=days), _RETURNS_FROM, tzinfo=ZONE)
    seconds = _draw("return time", receipt.basket_id) % _RETURNS_SECONDS
    return (noon + timedelta(seconds=seconds)).astimezone(UTC)


def _draw(question: str, basket_id: str) -> int:
    """Draw the number that this question always gets for this basket."""
    digest = hashlib.sha256(f"{question}\x1f{basket_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big")
