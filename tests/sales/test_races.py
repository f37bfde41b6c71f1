"""Returns that meet each other, sales and holds at the same moment."""

from __future__ import annotations

from decimal import Decimal

import sales
import wallet
from program import BurnCapExceeded
from sales import ReturnedLine
from tests.builders import a_line
from tests.sales.shop import POINTS, STATUS, Till, at_once, open_shop


def test_two_tills_that_return_the_last_item_at_once_give_it_back_once(till: Till) -> None:
    closed = till.sell(1000)
    tills = [Till(till.member_id, id=f"trm_{n}") for n in range(4)]

    found = at_once(
        [
            lambda n=n, t=t: t.give_back(closed, ReturnedLine(1), no=f"{n}")
            for n, t in enumerate(tills)
        ]
    )

    refused = [one for one in found if isinstance(one, sales.ReceiptReturned)]
    assert len(refused) == 3
    assert till.balance() == (0, 0, 0, 0)


def test_tills_that_return_items_of_one_line_at_once_return_no_more_than_were_sold(
    till: Till,
) -> None:
    closed = till.sell(a_line(1, 1000, quantity=Decimal(3)), 1)
    tills = [Till(till.member_id, id=f"trm_{n}") for n in range(5)]

    found = at_once(
        [
            lambda n=n, t=t: t.give_back(closed, ReturnedLine(1, quantity=Decimal(1)), no=f"{n}")
            for n, t in enumerate(tills)
        ]
    )

    refused = [one for one in found if isinstance(one, sales.ReturnExceeds)]
    assert len(refused) == 2
    record = sales.get_receipt(closed.receipt["_id"])
    assert (record["n"], record["lines"][0]["ra"], len(record["returns"])) == (3, 1000, 3)
    assert till.points == 0


def test_a_return_and_a_purchase_at_once_both_count(till: Till) -> None:
    closed = till.sell(1000)
    door = Till(till.member_id, id="trm_door")

    at_once([lambda: till.give_back(closed), lambda: door.sell(5000)])

    assert till.balance() == (500, 0, 0, 0)


def test_a_return_and_a_cancellation_at_once_take_the_points_back_once(till: Till) -> None:
    closed = till.sell(1000)
    door = Till(till.member_id, id="trm_door")

    found = at_once([lambda: till.give_back(closed), lambda: door.void(closed)])

    refused = [
        one for one in found if isinstance(one, sales.ReceiptReturned | sales.ReceiptNotClosed)
    ]
    assert len(refused) == 1
    assert till.balance() == (0, 0, 0, 0)


def test_points_spent_while_they_are_returned_are_never_spent_and_kept(till: Till) -> None:
    closed = till.sell(10_000)
    door = Till(till.member_id, id="trm_door")

    found = at_once([lambda: till.give_back(closed), lambda: door.sell(1000, burn_points=1000)])

    available, _, _, debt = till.balance()
    spent = not isinstance(found[1], Exception)
    assert (available, debt) == ((0, 1000) if spent else (0, 0))


def test_a_strict_program_lets_points_be_spent_or_taken_back_never_both(anna: str) -> None:
    strict = {"points": POINTS | {"negative": "block"}, "status": STATUS}
    till = open_shop(anna, accounts=strict)
    closed = till.sell(10_000)
    door = Till(till.member_id, id="trm_door")

    found = at_once([lambda: till.give_back(closed), lambda: door.sell(1000, burn_points=1000)])

    kinds = (wallet.ReturnBlocked, BurnCapExceeded)
    assert sum(isinstance(one, kinds) for one in found) == 1
    assert till.balance() == (0, 0, 0, 0)
