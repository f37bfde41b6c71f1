"""5, 7 and 10 %, by the receipt or by all purchases; never 20 %."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from program import read_manifest
from tests.programs.shop import a_shop, text_of

pytestmark = pytest.mark.sp(3)

NAME = "ladder-progressive"


@pytest.mark.parametrize(
    ("amount", "paid"),
    [
        ("9999.99", "9999.99"),
        ("10000", "9500.00"),
        ("19999.99", "18999.99"),
        ("20000", "18600.00"),
        ("22000", "20460.00"),
        ("49999.99", "46499.99"),
        ("50000", "45000.00"),
    ],
)
def test_by_the_receipt(amount: str, paid: str) -> None:
    till = a_shop(NAME).till()

    assert till.price(amount) == till.pay(amount) == Decimal(paid)


CUMULATIVE: dict[str, Any] = {
    "pricing.ladder.ladder.by": "account",
    "pricing.ladder.ladder.account": "spent",
}
COUNTED = "pricing.ladder.ladder.count_receipt"
RECEIPTS = ("6000", "5000", "12000", "30000", "1000")


@pytest.mark.parametrize(
    ("count_receipt", "paid"),
    [
        (False, ["6000.00", "5000.00", "11400.00", "27900.00", "900.00"]),
        (True, ["6000.00", "4750.00", "11160.00", "27000.00", "900.00"]),
    ],
)
def test_by_all_purchases_with_this_one_counted_or_not(
    count_receipt: bool, paid: list[str]
) -> None:
    till = a_shop(NAME, **CUMULATIVE, **{COUNTED: count_receipt}).till()

    assert [till.pay(amount) for amount in RECEIPTS] == [Decimal(sum_) for sum_ in paid]


def test_where_only_what_was_paid_counts_the_last_step_is_just_missed() -> None:
    settings = CUMULATIVE | {COUNTED: True, "earning.spent.base": "net"}
    till = a_shop(NAME, **settings).till()

    paid = [till.pay(amount) for amount in RECEIPTS]

    assert (sum(paid[:4]), paid[4]) == (Decimal("48910.00"), Decimal("930.00"))


def test_a_return_takes_the_purchase_out_of_the_sum() -> None:
    till = a_shop(NAME, **CUMULATIVE).till()
    large = till.sell(60000)
    assert till.price(1000) == Decimal(900)

    till.give_back(large)

    assert till.price(1000) == Decimal(1000)


def test_a_step_of_20_percent_is_a_warning_and_no_error() -> None:
    found = read_manifest(text_of(NAME, **{"pricing.ladder.ladder.steps.2.percent": 20}))

    warnings = [(warning.code, warning.pointer) for warning in found.warnings]
    assert ("DISCOUNT_GE_20_RISK", "/pricing/0/ladder/steps/2") in warnings


def test_just_below_a_step_costs_more_and_the_quote_says_so() -> None:
    till = a_shop(NAME).till()

    below, at = till.quote("9999.99"), till.quote("10000")

    assert below.evaluation.payable_minor > at.evaluation.payable_minor
    nudge = below.evaluation.nudges[0]
    assert (nudge.missing_minor, nudge.reward, nudge.pay_if_reached_minor) == (1, "5 %", 950000)


def test_the_cliff_is_warned_of_when_planning() -> None:
    assert "THRESHOLD_CLIFF" in [found.code for found in read_manifest(text_of(NAME)).warnings]
