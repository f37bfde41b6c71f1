"""Two tills that take back at the same moment, in the same words."""

from __future__ import annotations

from decimal import Decimal

import sales
from sales import ReturnedLine
from tests.builders import a_line
from tests.sales.shop import Till, at_once, last_return


def test_returns_that_differ_only_in_their_till_are_both_made(till: Till) -> None:
    doors = [till, Till(till.member_id, id="trm_door")]
    for round_no in range(10):
        closed = till.sell(a_line(1, 1000, quantity=Decimal(2)), receipt_no=f"S{round_no}")

        made = at_once(
            [
                lambda door=door, closed=closed, n=round_no: door.give_back(
                    closed, ReturnedLine(1, Decimal(1)), no="1", key=f"return {n}"
                )
                for door in doors
            ]
        )

        told = [(one.replayed, last_return(one)["refund_minor"]) for one in made]
        assert told == [(False, 500)] * 2
        assert sales.get_receipt(closed.receipt["_id"])["state"] == "returned"
