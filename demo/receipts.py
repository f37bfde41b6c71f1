"""Turns the rows of the source into receipts, day by day, as a till would send them.

What was decided about the source, and why, is told in docs/guides/demo.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from zoneinfo import ZoneInfo

from demo.source import WEEKS, SourceRow, count_baskets, read_rows

ZONE = ZoneInfo("America/New_York")
CURRENCY = "USD"
FUEL = "FUEL"
_FUEL_IN_UNITS = 100


@dataclass(frozen=True, slots=True)
class DemoLine:
    """One line of a receipt; amounts are cents of the whole line.

    `category` is the department and `type` the category below it. `amount_minor` is what the
    shop takes for the line, `gross_minor` the price before the shop's own discounts, and
    `coupon_minor` the part of the amount that a manufacturer's coupon may pay.
    """

    no: int
    sku: str
    quantity: Decimal
    amount_minor: int
    gross_minor: int
    category: str | None
    type: str | None
    brand: str | None
    coupon_minor: int

    @property
    def category_path(self) -> str | None:
        """Give the category with all above it, as program manifests name it: `MEAT > BEEF`."""
        if self.category is None or self.type is None or self.type == self.category:
            return self.category
        return f"{self.category} > {self.type}"


@dataclass(frozen=True, slots=True)
class DemoReceipt:
    """One basket of one household at one store; `occurred_at` is aware UTC."""

    basket_id: str
    household_id: int
    store_id: int
    occurred_at: datetime
    lines: tuple[DemoLine, ...]

    @property
    def amount_minor(self) -> int:
        """Give the sum of the lines in cents."""
        return sum(line.amount_minor for line in self.lines)

    @property
    def day(self) -> date:
        """Give the day on the shop's calendar."""
        return self.occurred_at.astimezone(ZONE).date()


@dataclass(frozen=True, slots=True)
class Day:
    """The receipts of one day of the shop's calendar, in order of time."""

    date: date
    receipts: list[DemoReceipt]


def iter_days(weeks: int = WEEKS) -> Iterator[Day]:
    """Give the days of the first `weeks` weeks on which anything was bought."""
    return group_by_day(group_into_receipts(read_rows(weeks)))


def count_receipts(weeks: int = WEEKS) -> int:
    """Count what `iter_days` gives: every basket is a receipt."""
    return count_baskets(weeks)


def group_into_receipts(rows: Iterable[SourceRow]) -> Iterator[DemoReceipt]:
    """Make a receipt of every run of rows with one basket number."""
    for basket_id, group in groupby(rows, key=attrgetter("basket_id")):
        lines = list(group)
        first = lines[0]
        yield DemoReceipt(
            basket_id=str(basket_id),
            household_id=first.household_id,
            store_id=first.store_id,
            occurred_at=datetime.fromtimestamp(first.at_seconds, UTC),
            lines=tuple(_line(no, row) for no, row in enumerate(_sold(lines), start=1)),
        )


def group_by_day(receipts: Iterable[DemoReceipt]) -> Iterator[Day]:
    """Put receipts, which come in order of time, together by the day of the shop's calendar."""
    for day, group in groupby(receipts, key=attrgetter("day")):
        yield Day(day, list(group))


def _sold(rows: list[SourceRow]) -> list[SourceRow]:
    """Leave out lines of no quantity and no amount, unless the basket has nothing else."""
    return [row for row in rows if row.quantity or row.sales_minor] or rows


def _line(no: int, row: SourceRow) -> DemoLine:
    is_fuel = (row.product_type or "").startswith("GASOLINE")
    return DemoLine(
        no=no,
        sku=str(row.product_id),
        quantity=_quantity(row.quantity, is_fuel),
        amount_minor=row.sales_minor,
        gross_minor=row.sales_minor + row.retail_minor + row.coupon_match_minor,
        category=FUEL if is_fuel else row.department,
        type=FUEL if is_fuel else row.product_category,
        brand=row.brand,
        coupon_minor=row.coupon_minor,
    )


def _quantity(quantity: int, is_fuel: bool) -> Decimal:
    """Give pieces, at least one; petrol is counted in thousandths of a gallon."""
    if is_fuel and quantity > _FUEL_IN_UNITS:
        return Decimal(quantity).scaleb(-3)
    return Decimal(max(quantity, 1))
