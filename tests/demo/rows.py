"""A few rows as the source gives them, built in, so that most tests need no package."""

from __future__ import annotations

from typing import Any

from demo.source import SourceRow

# 2017-01-01 11:53:26 UTC, which is 06:53:26 in New York.
FIRST = 1_483_271_606
HOUR = 3600


def a_row(**given: Any) -> SourceRow:
    """Give a row of one piece for 2.00 dollars, with overrides."""
    row = {
        "household_id": 900, "store_id": 330, "basket_id": 1, "product_id": 1_095_275,
        "quantity": 1, "sales_minor": 200, "retail_minor": 0, "coupon_minor": 0,
        "coupon_match_minor": 0, "at_seconds": FIRST, "department": "GROCERY",
        "product_category": "COOKIES/CONES", "product_type": "SPECIALTY COOKIES",
        "brand": "National",
    }  # fmt: skip
    return SourceRow(**{**row, **given})


def coupon_rows(baskets: int) -> list[SourceRow]:
    """Give one basket a quarter of an hour, each with a coupon on four pieces and a plain line."""
    return [
        a_row(
            basket_id=basket, at_seconds=FIRST + basket * 900, household_id=basket % 50 + 1, **line
        )
        for basket in range(1, baskets + 1)
        for line in ({"quantity": 4, "sales_minor": 796, "coupon_minor": 100}, {})
    ]
