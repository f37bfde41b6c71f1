"""Ready-made people and things for tests: defaults plus overrides."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import Any

from program import Line

_numbers = count(1)


def an_email(name: str = "anna") -> str:
    """Give an e-mail address that no other test of this process uses."""
    return f"{name}.{next(_numbers)}@example.com"


def a_phone() -> str:
    """Give a valid Moldovan mobile number in E.164 that no other test of this process uses."""
    return f"+373691{next(_numbers):05d}"


def a_line(no: int, amount_minor: int, **changes: Any) -> Line:
    """Give a receipt's line of one item."""
    values: dict[str, Any] = {"sku": f"sku-{no}", "quantity": Decimal(1)}
    return Line(no=no, amount_minor=amount_minor, **(values | changes))
