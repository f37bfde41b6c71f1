"""SP-14: who finds it cheaper within fourteen days gets the difference, once per line."""

from __future__ import annotations

from typing import Any

import pytest

from sales import Closed, ReturnedLine
from sales.activities import ActivityInvalid
from tests.programs.doing import Doer, a_doer, follow
from tests.programs.shop import Counter, a_shop

pytestmark = pytest.mark.sp(14)


def a_purchase(account: str = "money", **settings: Any) -> tuple[Doer, Counter, Closed]:
    """Let a member buy two things, for 9,000 and for 500."""
    path = "activities|price.claimed|then|0|add|account"
    settings |= {} if account == "money" else {path: account}
    anna = a_doer(a_shop("price-guarantee", at="2026-03-01 12:00", **settings))
    till = anna.shop.till(anna.member_id)
    return anna, till, till.sell(9000, 500)


@pytest.mark.parametrize(("account", "units"), [("money", 60000), ("points", 600)])
def test_the_difference_is_paid_in_money_or_in_points(account: str, units: int) -> None:
    anna, _, closed = a_purchase(account)

    anna.do("price.claimed", receipt=closed.receipt["_id"], line_no=1, proof="8400")

    assert anna.has(account) == units


@pytest.mark.parametrize(
    ("day", "proof", "why"),
    [
        ("2026-03-15 23:59", "8400.00", ""),
        ("2026-03-16 00:00", "8400.00", "EXPIRED"),
        ("2026-03-02 12:00", "9000.00", "CONDITION_FAILED"),
        ("2026-03-02 12:00", "9500.00", "CONDITION_FAILED"),
        ("2026-03-02 12:00", "8999.99", ""),
    ],
)
def test_a_claim_is_in_time_and_cheaper(day: str, proof: str, why: str) -> None:
    anna, _, closed = a_purchase()
    anna.shop.at(day)

    claim = {"receipt": closed.receipt["_id"], "line_no": 1, "proof": proof}

    assert anna.refusal("price.claimed", **claim) == why


def test_a_line_is_claimed_once_and_another_line_for_itself() -> None:
    anna, _, closed = a_purchase()
    receipt = closed.receipt["_id"]
    anna.do("price.claimed", receipt=receipt, line_no=1, proof="8400")

    again = anna.refusal("price.claimed", receipt=receipt, line_no=1, proof="8000")
    anna.do("price.claimed", receipt=receipt, line_no=2, proof="450")

    assert (again, anna.has("money")) == ("ALREADY_CLAIMED", 65000)


def test_a_line_that_came_back_has_no_guarantee() -> None:
    anna, till, closed = a_purchase()
    till.give_back(closed, ReturnedLine(1))

    claim = {"receipt": closed.receipt["_id"], "line_no": 1, "proof": "8400"}

    assert anna.refusal("price.claimed", **claim) == "CONDITION_FAILED"


@pytest.mark.parametrize(
    ("what", "wrong"),
    [
        ({"proof": "8400"}, ["/receipt"]),
        ({"receipt": "mine", "proof": "8400"}, ["/line"]),
        ({"receipt": "mine", "line_no": 1}, ["/data/proof"]),
        ({"receipt": "mine", "line_no": 1, "proof": "84,00", "x": 1}, ["/data/proof", "/data/x"]),
        ({"receipt": "mine", "line_no": 1, "proof": "8400.005"}, ["/data/proof"]),
    ],
)
def test_a_claim_is_told_field_by_field_what_is_wrong(
    what: dict[str, object], wrong: list[str]
) -> None:
    anna, _, closed = a_purchase()
    if "receipt" in what:
        what = what | {"receipt": closed.receipt["_id"]}

    with pytest.raises(ActivityInvalid) as refusal:
        anna.do("price.claimed", **what)

    assert [error.pointer for error in refusal.value.errors] == wrong


@pytest.mark.parametrize(("policy", "left"), [("reverse", 5000), ("keep", 65000)])
def test_what_was_paid_for_a_line_goes_back_with_it_once(policy: str, left: int) -> None:
    anna, till, closed = a_purchase(**{"activities|price.claimed|cites|on_return": policy})
    receipt = closed.receipt["_id"]
    anna.do("price.claimed", receipt=receipt, line_no=1, proof="8400")
    anna.do("price.claimed", receipt=receipt, line_no=2, proof="450")

    till.give_back(closed, ReturnedLine(1))
    follow(times=3)

    assert anna.balance("money") == (left, 0)


def test_a_part_that_comes_back_leaves_it_and_a_cancelled_receipt_does_not() -> None:
    anna, till, closed = a_purchase()
    other = till.sell(900)
    for one, proof in ((closed, "8400"), (other, "800")):
        anna.do("price.claimed", receipt=one.receipt["_id"], line_no=1, proof=proof)

    till.give_back(closed, ReturnedLine(1, amount_minor=100))
    till.void(other)
    follow(times=2)

    assert anna.balance("money") == (60000, 0)


def test_compensation_that_was_spent_is_owed_when_the_line_comes_back() -> None:
    anna, till, closed = a_purchase()
    anna.do("price.claimed", receipt=closed.receipt["_id"], line_no=1, proof="8400")
    till.pay(1000, burn_points=60000)

    till.give_back(closed, ReturnedLine(1))
    follow()

    assert till.balance("money") == (0, 0, 0, 60000)
