"""What comes back: the right points, to the last one, whatever was done with them meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

import program
import sales
import wallet
from foundation.clock import FrozenClock
from program import Line
from sales import Return, ReturnedLine
from tests.builders import a_line
from tests.sales.shop import (
    OPENED,
    POINTS,
    SPEND,
    STATUS,
    TENTH,
    Till,
    a_program,
    earned,
    entries_of,
    last_return,
    open_shop,
)


def three_of(amount: int, no: int = 1) -> Line:
    return a_line(no, amount, quantity=Decimal(3))


def one_of(no: int) -> ReturnedLine:
    return ReturnedLine(no, quantity=Decimal(1))


def test_buying_and_returning_leaves_no_points_and_no_status(till: Till) -> None:
    for _ in range(3):
        back = till.give_back(till.sell(1999, three_of(1000, 2)))
        assert back.receipt["state"] == "returned"
        assert last_return(back)["refund_minor"] == 2999

    assert (till.balance(), till.balance("status")) == ((0, 0, 0, 0), (0, 0, 0, 0))


def test_a_part_that_comes_back_takes_its_points_along(till: Till) -> None:
    closed = till.sell(three_of(1000), 555)

    first = till.give_back(closed, one_of(1))
    assert (last_return(first)["refund_minor"], last_return(first)["clawed"]["points"]) == (333, 33)
    assert first.receipt["state"] == "partially_returned"

    second = till.give_back(closed, one_of(1), ReturnedLine(2, amount_minor=55))
    third = till.give_back(closed)
    refunds = [made["refund_minor"] for made in third.receipt["returns"]]
    clawed = [made["clawed"]["points"] for made in third.receipt["returns"]]
    assert second.receipt["state"] == "partially_returned"
    assert (sum(refunds), sum(clawed)) == (1555, 155)
    assert till.balance() == (0, 0, 0, 0)


@pytest.mark.parametrize("split", [[[1], [2], [3]], [[3], [1, 2]], [[2, 3, 1]], [[]]])
def test_any_split_of_a_return_ends_like_the_whole(till: Till, split: list[list[int]]) -> None:
    till.sell(50_000)
    before = (till.lots(), till.balance("status"))
    closed = till.sell(333, 333, 335, burn_points=100)

    for numbers in split:
        last = till.give_back(closed, *[ReturnedLine(no) for no in numbers])

    assert last.receipt["state"] == "returned"
    assert sum(made["refund_minor"] for made in last.receipt["returns"]) == 901
    assert sum(made["restored"] for made in last.receipt["returns"]) == 100
    assert (till.lots(), till.balance("status")) == before


def test_returning_what_was_paid_with_points_does_not_charge_them_again(till: Till) -> None:
    till.sell(10_000)
    closed = till.sell(1000, burn_points=1000)

    back = till.give_back(closed)

    assert (last_return(back)["refund_minor"], last_return(back)["restored"]) == (0, 1000)
    assert till.points == 1000


def test_returning_one_line_gives_back_the_points_that_paid_for_it_and_no_more(till: Till) -> None:
    till.sell(10_000)
    closed = till.sell(3000, 1000, burn_points=1000)
    assert till.points == 300

    back = till.give_back(closed, ReturnedLine(1))

    made = last_return(back)
    assert (made["refund_minor"], made["restored"], made["clawed"]["points"]) == (2250, 750, 225)
    assert till.points == 300 + 750 - 225


def test_earned_points_spent_meanwhile_are_owed_and_repaid_by_the_next_purchase(
    till: Till,
) -> None:
    closed = till.sell(10_000)
    till.sell(1000, burn_points=1000)

    till.give_back(closed)
    assert till.balance() == (0, 0, 0, 1000)

    after = till.sell(15_000)
    assert earned(after)["points"] == 1500
    assert till.balance() == (500, 0, 0, 0)


def test_points_restored_by_a_return_repay_a_debt_first(till: Till) -> None:
    first = till.sell(10_000)
    second = till.sell(1000, burn_points=1000)
    till.give_back(first)

    till.give_back(second)

    assert till.balance() == (0, 0, 0, 0)


def test_a_forgiving_program_takes_back_only_what_is_there(anna: str) -> None:
    till = open_shop(anna, accounts={"points": POINTS | {"negative": "clamp"}, "status": STATUS})
    closed = till.sell(10_000)
    till.sell(900, burn_points=900)

    till.give_back(closed)

    assert till.balance() == (0, 0, 0, 0)
    assert till.give_back(till.sell(1000)).view.balance("points").total == 0


def test_a_strict_program_refuses_the_return_until_the_points_are_there_again(anna: str) -> None:
    till = open_shop(anna, accounts={"points": POINTS | {"negative": "block"}, "status": STATUS})
    closed = till.sell(10_000)
    till.sell(900, burn_points=900)

    with pytest.raises(wallet.ReturnBlocked, match="1000 of points .* only 100 are left"):
        till.give_back(closed, no="B1")
    assert sales.get_receipt(closed.receipt["_id"])["state"] == "closed"

    till.sell(9000)
    assert till.give_back(closed, no="B1").receipt["state"] == "returned"
    assert till.points == 0


def test_a_program_may_let_members_keep_what_they_earned(anna: str) -> None:
    till = open_shop(anna, returns={"earned": "keep", "burned": "non_refundable"})
    till.sell(10_000)

    back = till.give_back(till.sell(2000, burn_points=1000))

    assert (last_return(back)["restored"], last_return(back)["clawed"]) == (0, {})
    assert till.points == 100


def test_burned_points_come_back_to_their_own_lots_with_their_own_expiry(
    till: Till, clock: FrozenClock
) -> None:
    till.sell(1000)
    clock.advance(days=40)
    till.sell(2000)
    before = till.lots()
    assert [expires for _, expires in before] == ["2026-09-03 00:00", "2026-10-12 00:00"]

    closed = till.sell(1000, burn_points=250)
    clock.advance(days=40)
    till.give_back(closed)

    assert till.lots() == before


def test_of_points_that_come_back_in_part_the_longest_lived_come_first(
    till: Till, clock: FrozenClock
) -> None:
    till.sell(1000)
    clock.advance(days=40)
    till.sell(2000)
    closed = till.sell(200, burn_points=200)

    till.give_back(closed, ReturnedLine(1, amount_minor=100))
    assert till.lots() == [(200, "2026-10-12 00:00")]

    till.give_back(closed)
    assert till.lots() == [(100, "2026-09-03 00:00"), (200, "2026-10-12 00:00")]


def test_points_whose_time_has_passed_are_gone_at_once_when_they_come_back(
    till: Till, clock: FrozenClock
) -> None:
    till.sell(1000)
    closed = till.sell(100, burn_points=100)
    clock.set(datetime(2026, 9, 2, 21, 0, tzinfo=UTC))

    back = till.give_back(closed)

    points = [(move["t"], move["n"]) for move in back.moves if move["u"] == "points"]
    assert points == [("burn_reverse", 100), ("expire", -100)]
    assert till.balance() == (0, 0, 0, 0)


def test_a_program_may_grant_days_of_grace_to_points_that_come_back_late(
    anna: str, clock: FrozenClock
) -> None:
    returns = {"restored_expiry": "original_or_grace", "grace_days": 14}
    till = open_shop(anna, returns=returns)
    till.sell(1000)
    closed = till.sell(100, burn_points=100)
    clock.set(datetime(2026, 10, 1, 10, 0, tzinfo=UTC))

    till.give_back(closed)

    assert till.lots() == [(100, "2026-10-16 00:00")]


def test_a_return_is_judged_by_the_version_that_judged_the_sale(
    till: Till, clock: FrozenClock
) -> None:
    closed = till.sell(1000, 1000)
    clock.advance(days=1)
    generous = a_program(
        earning=[TENTH | {"give": {"percent": 20}}, SPEND], returns={"earned": "keep"}
    )
    program.apply(generous, author="olga")

    back = till.give_back(closed, ReturnedLine(1))

    assert last_return(back)["clawed"] == {"points": 100, "status": 10}
    assert till.points == 100


def test_points_still_pending_are_taken_back_before_any_other(
    anna: str, clock: FrozenClock
) -> None:
    accounts = {"points": POINTS | {"pending": {"days": 14}}, "status": STATUS}
    till = open_shop(anna, accounts=accounts)
    till.sell(3000)
    clock.advance(days=14)
    closed = till.sell(1000)
    assert till.balance() == (300, 100, 0, 0)

    till.give_back(closed)

    assert till.balance() == (300, 0, 0, 0)


def test_a_return_sent_twice_is_made_once(till: Till) -> None:
    closed = till.sell(three_of(3000))

    first = till.give_back(closed, one_of(1), no="B1", key="first try")
    again = till.give_back(closed, one_of(1), no="B1", key="first try")
    by_another_key = till.give_back(closed, one_of(1), no="B1", key="after a reinstall")

    assert (first.replayed, again.replayed, by_another_key.replayed) == (False, True, True)
    assert first.receipt == again.receipt == by_another_key.receipt
    assert (till.points, entries_of(till.member_id)) == (200, 2)


def test_a_return_number_or_key_used_again_with_another_content_is_refused(till: Till) -> None:
    closed = till.sell(three_of(3000))
    till.give_back(closed, one_of(1), no="B1", key="the key")

    with pytest.raises(sales.ReturnExists, match="B1 .* different: lines"):
        till.give_back(closed, no="B1", key="another key")
    with pytest.raises(wallet.IdempotencyKeyReused, match="different: return_no"):
        till.give_back(closed, one_of(1), no="B2", key="the key")
    assert till.points == 200


def test_a_closed_receipt_returned_whole_cannot_be_returned_again(till: Till) -> None:
    closed = till.sell(1999)
    till.give_back(closed)

    for wanted in ((), (ReturnedLine(1),)):
        with pytest.raises(sales.ReceiptReturned, match="R1 is already returned in full"):
            till.give_back(closed, *wanted)
    with pytest.raises(sales.ReceiptReturned):
        till.void(closed)


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (ReturnedLine(2), sales.LineUnknown),
        (ReturnedLine(1, quantity=Decimal("3.5")), sales.ReturnExceeds),
        (ReturnedLine(1, amount_minor=3001), sales.ReturnExceeds),
    ],
)
def test_what_was_not_sold_cannot_come_back(
    till: Till, wanted: ReturnedLine, refusal: type[Exception]
) -> None:
    closed = till.sell(three_of(3000))

    with pytest.raises(refusal):
        till.give_back(closed, wanted)
    assert entries_of(till.member_id) == 1


def test_an_unknown_receipt_and_one_of_another_program_cannot_be_returned(till: Till) -> None:
    closed = till.sell(1999)
    request = Return("B1", OPENED)

    with pytest.raises(sales.ReceiptNotFound):
        till.give_back("rcp_nothing")
    with pytest.raises(sales.ReceiptNotFound):
        sales.return_lines(
            closed.receipt["_id"], request, key="k", actor=till.actor, program="bakery"
        )


def test_a_return_of_the_future_is_refused(till: Till, clock: FrozenClock) -> None:
    closed = till.sell(1999)

    with pytest.raises(sales.TimeInvalid):
        till.give_back(closed, at=clock.now() + timedelta(hours=1))


def test_two_tills_may_use_the_same_return_number(till: Till) -> None:
    closed = till.sell(three_of(3000))
    door = Till(till.member_id, id="trm_door")

    till.give_back(closed, one_of(1), no="1")
    second = door.give_back(closed, one_of(1), no="1")

    assert not second.replayed
    assert till.points == 100


def test_lower_earning_on_what_remains_is_taken_back_too(anna: str) -> None:
    threshold = TENTH | {
        "id": "big",
        "when": {"min_amount": 50},
        "give": {"points": 200, "per": 50},
    }
    till = open_shop(anna, earning=[TENTH, threshold, SPEND])
    closed = till.sell(4000, 2000)
    assert earned(closed)["points"] == 600 + 200

    till.give_back(closed, ReturnedLine(2))

    assert till.points == 400


def test_a_line_that_earned_nothing_comes_back_without_touching_the_points(till: Till) -> None:
    closed = till.sell(1000, a_line(2, 0))

    back = till.give_back(closed, ReturnedLine(2))

    assert (last_return(back)["clawed"], last_return(back)["refund_minor"]) == ({}, 0)
    assert till.points == 100


def test_the_answer_to_a_return_tells_why_each_point_moved(till: Till) -> None:
    till.sell(10_000)
    closed = till.sell(2000, burn_points=500)

    moves: list[Any] = till.give_back(closed).moves

    assert [(move["t"], move["u"], move["n"]) for move in moves] == [
        ("burn_reverse", "points", 500), ("earn_reverse", "points", -150),
        ("earn_reverse", "status", -20),
    ]  # fmt: skip
    assert {move["w"]["receipt"] for move in moves} == {closed.receipt["_id"]}
    assert {move["w"]["by"] for move in moves} == {"return"}
