"""What a till is told before anything is sold; nothing is changed by asking."""

from __future__ import annotations

import pytest

import program
import sales
import wallet
from foundation.clock import FrozenClock
from program import BurnCapExceeded, CurrencyMismatch
from tests.builders import a_line
from tests.sales.shop import TENTH, Till, a_program, entries_of, open_shop


def test_a_quote_tells_price_points_and_the_most_that_points_may_pay(till: Till) -> None:
    till.sell(10_000)

    offer = till.quote(1500, 499).evaluation

    assert (offer.total_minor, offer.payable_minor, offer.burn_points) == (1999, 1999, 0)
    assert {found.account: found.amount for found in offer.earned} == {"points": 199, "status": 19}
    assert (offer.burn.max_points, offer.burn.max_value_minor, offer.burn.cap) == (
        1000, 1000, "balance"
    )  # fmt: skip


def test_every_line_of_a_quote_names_its_rule_and_the_quote_its_version(till: Till) -> None:
    offer = till.quote(1500, 499).evaluation

    points = next(found for found in offer.earned if found.account == "points")
    assert [(hit.line_no, hit.rule_id, hit.points, hit.reason) for hit in points.hits] == [
        (1, "basic", 150, "Points"), (2, "basic", 49, "Points"),
    ]  # fmt: skip
    assert (offer.program, offer.version) == ("shop", 1)


def test_the_next_tier_is_the_one_after_this_receipt(till: Till) -> None:
    offer = till.quote(4000).evaluation
    assert offer.next is not None
    assert (offer.next.code, offer.next.missing) == ("silver", 60)

    beyond = till.quote(10_000).evaluation
    assert beyond.next is not None
    assert (beyond.next.code, beyond.next.missing) == ("gold", 200)


@pytest.mark.parametrize(
    ("burning", "cap", "most"),
    [
        ({}, "balance", 1000),
        ({"max_percent": 30}, "percent", 600),
        ({"max_points": 50}, "max_points", 50),
        ({"min_payable": "15"}, "min_payable", 500),
        ({"exclude_skus": ["sku-1"]}, "excluded_lines", 0),
        ({"step": 300}, "balance", 900),
        ({"min_points": 1001}, "min_points", 0),
    ],
)
def test_the_limit_that_bites_is_named(
    anna: str, burning: dict[str, object], cap: str, most: int
) -> None:
    till = open_shop(anna, burning={"account": "points", "value": "0.01"} | burning)
    till.sell(10_000)

    offer = till.quote(2000).evaluation.burn

    assert (offer.cap, offer.max_points) == (cap, most)
    with pytest.raises(BurnCapExceeded):
        till.quote(2000, burn_points=most + 1)


def test_asking_changes_nothing(till: Till) -> None:
    till.quote(1999)
    till.quote(1999)

    assert entries_of(till.member_id) == 0
    assert sales.find_receipt(sales.receipt_id(till.id, "R1")) is None


def test_the_same_question_has_the_same_answer(till: Till) -> None:
    till.sell(10_000)
    sale = till.sale(1999, a_line(2, 100), burn_points=50)

    assert sales.quote(sale).evaluation == sales.quote(sale).evaluation


def test_a_quote_follows_the_version_of_its_moment(till: Till, clock: FrozenClock) -> None:
    sale = till.sale(1000)
    clock.advance(days=1)
    program.apply(a_program(earning=[TENTH | {"give": {"percent": 20}}]), author="olga")

    assert sales.quote(sale).evaluation.version == 1
    assert till.quote(1000).evaluation.earned[0].amount == 200


def test_what_a_commit_would_refuse_a_quote_refuses_too(till: Till) -> None:
    with pytest.raises(sales.EmptyReceipt):
        till.quote()
    with pytest.raises(sales.TotalDiffers):
        till.quote(1999, total_minor=1998)
    with pytest.raises(CurrencyMismatch):
        till.quote(1999, currency="MDL")
    with pytest.raises(wallet.WalletNotFound):
        till.quote(1999, member_id="mem_nobody")
