"""What rules cost is reckoned from receipts, and the growth that makes up for it is right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from pymongo.database import Database

import program
import wallet
from foundation.clock import FrozenClock
from sales import ReturnedLine
from sales.backtesting import MarginReport, Shares, margin_report
from tests.builders import a_line
from tests.sales.shop import a_program, open_shop

Records = Database[dict[str, Any]]
TERMS = program.read_manifest(a_program()).terms


def a_record(*lines: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """Give a receipt's record."""
    numbered = [{"no": no, "q": "1"} | dict(line) for no, line in enumerate(lines, 1)]
    record = {"state": "closed", "currency": "EUR", "lines": numbered, "earned": []}
    return record | changes


@pytest.mark.parametrize(
    ("price", "discount", "margin", "loss", "uplift"),
    [
        (10_000, 1_000, Fraction(45, 100), "22.22", "28.57"),
        (9_000, 450, Fraction(30, 100), "16.67", "20.00"),
        (9_000, 2_700, Fraction(30, 100), "100.00", None),
        (9_000, 0, Fraction(30, 100), "0.00", "0.00"),
    ],
)
def test_the_often_misquoted_figures_are_right(
    price: int, discount: int, margin: Fraction, loss: str, uplift: str | None
) -> None:
    report = MarginReport(Shares(margin))

    line = {"amt": price - discount, "disc": discount}
    report.add(a_record(line, discounts=[["off", 1, discount, None]]), TERMS)

    (row,) = report.rows()
    assert (row["rule"], row["kind"], row["sales_minor"]) == ("off", "discount", price)
    assert (row["loss_percent"], row["uplift_percent"]) == (loss, uplift)


def test_a_category_has_the_margin_of_the_nearest_one_above_it() -> None:
    shares = Shares(Fraction(1, 10), {"MEAT": Fraction(1, 5), "MEAT > BEEF": Fraction(1, 4)})

    found = [shares.of(name) for name in ("MEAT > BEEF > STEAK", "MEAT > PORK", "MILK", None)]

    assert found == [Fraction(1, 4), Fraction(1, 5), Fraction(1, 10), Fraction(1, 10)]


def test_without_a_margin_only_what_was_given_is_told() -> None:
    report = MarginReport(Shares())

    report.add(a_record({"amt": 900, "disc": 100}, discounts=[["off", 1, 100, None]]), TERMS)

    (row,) = report.rows()
    assert (row["given_minor"], row["given_percent"]) == (100, "10.00")
    assert (row["profit_before_minor"], row["uplift_percent"]) == (None, None)


def test_points_count_with_their_worth_and_what_came_back_does_not(
    database: Records, clock: FrozenClock
) -> None:
    wallet.open_wallet("mem_anna")
    till = open_shop("mem_anna")
    closed = till.sell(a_line(1, 10_000), a_line(2, 5_000))
    till.give_back(closed, ReturnedLine(2))
    till.void(till.sell(7_000))
    clock.advance(days=1)

    since, until = clock.now() - timedelta(days=9), clock.now()
    report = margin_report("shop", Shares(Fraction(1, 2)), since=since, until=until)
    nothing = margin_report("shop", Shares(), since=until, until=until + timedelta(days=1))

    (row,) = report["rules"]
    assert (row["kind"], row["receipts"], row["sales_minor"]) == ("points", 1, 10_000)
    assert (row["given_minor"], row["uplift_percent"]) == (1_000, "25.00")
    assert report["all"]["profit_before_minor"] == 5_000
    assert nothing["rules"] == []
