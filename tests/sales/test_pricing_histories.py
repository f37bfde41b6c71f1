"""Discounts through the whole order of a sale: what is quoted is paid, and all of it comes back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import wallet
from foundation import ids
from foundation.clock import FrozenClock
from program import Line
from sales import Quote, ReturnedLine
from tests.sales.shop import STATUS, Till, open_shop

PRICING: list[dict[str, Any]] = [
    {
        "id": "ladder",
        "reason": "More for more",
        "ladder": {
            "by": "receipt",
            "steps": [{"from": 100, "percent": 5}, {"from": 200, "percent": "7.5"}],
        },
    },
    {
        "id": "soap",
        "reason": "Two for one",
        "when": {"categories": ["soap"]},
        "buy_get": {"buy": 1, "get": 1},
    },
    {
        "id": "tea",
        "reason": "1.11 off tea",
        "when": {"categories": ["tea"]},
        "discount": {"amount": "1.11"},
    },
]
CATEGORIES = ["soap", "tea", None]
BASKET = st.lists(
    st.tuples(st.integers(0, 15_000), st.integers(1, 4), st.sampled_from(CATEGORIES)),
    min_size=1,
    max_size=5,
)
QUICK = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
REPRICE = pytest.mark.parametrize("reprice", ["keep", "recompute"])


def a_priced_till(reprice: str, **changes: Any) -> Till:
    member_id = ids.new("mem")
    wallet.open_wallet(member_id)
    accounts = {"points": {"kind": "points"}, "status": STATUS}
    returns = {"reprice": reprice}
    till = open_shop(member_id, accounts=accounts, pricing=PRICING, returns=returns, **changes)
    till.id = ids.new("trm")
    return till


def lines_of(drawn: list[tuple[int, int, str | None]]) -> list[Line]:
    return [
        Line(no, f"sku-{no}", Decimal(n), amount, category)
        for no, (amount, n, category) in enumerate(drawn, 1)
    ]


def figures(quote: Quote) -> tuple[Any, ...]:
    found = quote.evaluation
    return found.payable_minor, found.discounts, found.earned, found.rejected, found.nudges


@QUICK
@given(BASKET)
def test_what_is_quoted_is_what_is_paid_and_earned(
    database: Any, clock: FrozenClock, drawn: list[tuple[int, int, str | None]]
) -> None:
    till = a_priced_till("keep")
    quote = till.quote(*lines_of(drawn)).evaluation

    receipt = till.sell(*lines_of(drawn)).receipt

    assert receipt["payable_minor"] == quote.payable_minor
    assert sum(row[2] for row in receipt.get("discounts", ())) == quote.discount_minor
    assert quote.total_minor == quote.payable_minor + quote.discount_minor
    assert {row["account"]: row["amount"] for row in receipt["earned"]} == {
        found.account: found.amount for found in quote.earned
    }


@QUICK
@given(BASKET)
def test_the_same_question_has_the_same_answer_again(
    database: Any, clock: FrozenClock, drawn: list[tuple[int, int, str | None]]
) -> None:
    till = a_priced_till("keep")

    first, second = till.quote(*lines_of(drawn)), till.quote(*lines_of(drawn))

    assert figures(first) == figures(second)
    assert all(line.amount_minor >= 0 for line in first.evaluation.lines)


@REPRICE
@QUICK
@given(drawn=BASKET, order=st.randoms(use_true_random=False))
def test_what_comes_back_line_by_line_in_any_order_leaves_nothing(
    database: Any, clock: FrozenClock, reprice: str, drawn: list[Any], order: Any
) -> None:
    till = a_priced_till(reprice)
    closed = till.sell(*lines_of(drawn))
    numbers = [line.no for line in lines_of(drawn)]
    order.shuffle(numbers)

    for no in numbers:
        closed = till.give_back(closed, ReturnedLine(no))

    refunds = sum(made["refund_minor"] for made in closed.receipt["returns"])
    assert closed.receipt["state"] == "returned"
    assert refunds == closed.receipt["payable_minor"]
    assert (till.balance(), till.balance("status")) == ((0, 0, 0, 0), (0, 0, 0, 0))


@QUICK
@given(drawn=BASKET, data=st.data())
def test_the_same_lines_brought_back_in_another_order_end_the_same(
    database: Any, clock: FrozenClock, drawn: list[Any], data: st.DataObject
) -> None:
    numbers = [line.no for line in lines_of(drawn)]
    chosen = data.draw(st.lists(st.sampled_from(numbers), unique=True, min_size=1))
    other = data.draw(st.permutations(chosen))

    ends = []
    for order in (chosen, other):
        till = a_priced_till("keep")
        closed = till.sell(*lines_of(drawn))
        for no in order:
            closed = till.give_back(closed, ReturnedLine(no))
        refunds = sum(made["refund_minor"] for made in closed.receipt["returns"])
        ends.append((refunds, till.balance(), till.balance("status")))

    assert ends[0] == ends[1]


def test_a_return_never_asks_for_money(anna: str) -> None:
    shop = open_shop(anna, pricing=PRICING, returns={"reprice": "recompute"})
    closed = shop.sell(Line(1, "a", Decimal(1), 99_99), Line(2, "b", Decimal(1), 1))

    back = shop.give_back(closed, ReturnedLine(2))

    assert closed.receipt["payable_minor"] == 95_00
    assert back.receipt["returns"][-1]["refund_minor"] == 0


def test_what_a_return_did_not_ask_for_is_taken_off_the_next(anna: str) -> None:
    till = open_shop(anna, pricing=PRICING, returns={"reprice": "recompute"})
    closed = till.sell(
        Line(1, "a", Decimal(1), 60_00),
        Line(2, "b", Decimal(1), 39_99),
        Line(3, "c", Decimal(1), 1),
    )
    till.give_back(closed, ReturnedLine(3))

    back = till.give_back(closed, ReturnedLine(1))

    assert back.receipt["returns"][-1]["refund_minor"] == 95_00 - 39_99
