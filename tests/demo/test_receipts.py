"""Rows become receipts: what is kept, what is left out, and in which day they fall."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from demo.receipts import DemoReceipt, group_by_day, group_into_receipts
from demo.source import SourceRow
from tests.demo.rows import FIRST, HOUR, a_row


def receipt_of(*rows: SourceRow) -> DemoReceipt:
    (receipt,) = group_into_receipts(rows)
    return receipt


def test_rows_of_one_basket_become_one_receipt_with_numbered_lines() -> None:
    receipt = receipt_of(a_row(), a_row(product_id=7, sales_minor=350, quantity=3))

    assert receipt.basket_id == "1"
    assert (receipt.household_id, receipt.store_id) == (900, 330)
    assert [(line.no, line.sku, line.quantity) for line in receipt.lines] == [
        (1, "1095275", Decimal(1)),
        (2, "7", Decimal(3)),
    ]
    assert receipt.amount_minor == 550


def test_the_moment_is_utc_and_the_day_is_that_of_the_shop() -> None:
    receipt = receipt_of(a_row(at_seconds=FIRST + 17 * HOUR))

    assert receipt.occurred_at == datetime(2017, 1, 2, 4, 53, 26, tzinfo=UTC)
    assert receipt.day == date(2017, 1, 1)


def test_gross_is_the_price_before_the_shops_own_discounts() -> None:
    (line,) = receipt_of(
        a_row(sales_minor=200, retail_minor=50, coupon_match_minor=10, coupon_minor=75)
    ).lines

    assert (line.amount_minor, line.gross_minor, line.coupon_minor) == (200, 260, 75)


def test_a_category_is_a_path_from_the_department() -> None:
    lines = receipt_of(
        a_row(), a_row(product_category=None), a_row(department=None, product_category=None)
    ).lines

    assert [line.category_path for line in lines] == ["GROCERY > COOKIES/CONES", "GROCERY", None]


def test_petrol_is_fuel_whatever_its_department_and_is_counted_in_gallons() -> None:
    petrol = a_row(
        department="MISCELLANEOUS",
        product_category="COUPON/MISC ITEMS",
        product_type="GASOLINE-REG UNLEADED",
        quantity=11_178,
    )
    by_amount = petrol._replace(quantity=1)

    lines = receipt_of(petrol, by_amount).lines

    assert [line.category_path for line in lines] == ["FUEL", "FUEL"]
    assert [line.quantity for line in lines] == [Decimal("11.178"), Decimal(1)]


def test_a_line_of_nothing_for_nothing_is_left_out() -> None:
    receipt = receipt_of(a_row(quantity=0, sales_minor=0, coupon_minor=100), a_row())

    assert [(line.no, line.amount_minor) for line in receipt.lines] == [(1, 200)]


def test_a_line_of_no_quantity_with_an_amount_is_one_piece() -> None:
    receipt = receipt_of(a_row(quantity=0, sales_minor=1))

    assert [(line.quantity, line.amount_minor) for line in receipt.lines] == [(Decimal(1), 1)]


def test_a_basket_of_nothing_but_such_lines_stays_a_receipt_of_nothing() -> None:
    receipt = receipt_of(a_row(quantity=0, sales_minor=0), a_row(quantity=0, sales_minor=0))

    assert [(line.quantity, line.amount_minor) for line in receipt.lines] == [(Decimal(1), 0)] * 2


def test_a_day_ends_at_midnight_of_the_shop() -> None:
    moments = [FIRST, FIRST + 17 * HOUR, FIRST + 18 * HOUR]
    rows = [a_row(basket_id=no, at_seconds=at) for no, at in enumerate(moments)]

    days = list(group_by_day(group_into_receipts(rows)))

    assert [(day.date, len(day.receipts)) for day in days] == [
        (date(2017, 1, 1), 2),
        (date(2017, 1, 2), 1),
    ]
