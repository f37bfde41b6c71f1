"""Prizes that are codes: one per order won, revoked when the order is undone."""

from __future__ import annotations

from typing import Any

import pytest

import offers
import wallet
from sales import ReturnedLine, draws
from tests.sales.shop import POINTS, STATUS, Till, open_shop

DRAW: dict[str, Any] = {
    "code": "treat", "name": "A treat", "odds": 1, "budget": 10,
    "prizes": [{"code": "tenth", "name": "10 % off", "give": {"series": "tenth"}}],
}  # fmt: skip
CODES = {"tenth": {"kind": "personal", "name": "10 % off", "valid": {"for": "P1M"}}}


def with_codes(member_id: str, **changes: Any) -> Till:
    accounts = {"points": POINTS, "status": STATUS}
    return open_shop(member_id, accounts=accounts, codes=CODES, draws=[DRAW | changes])


def follow(till: Till) -> None:
    """Hand the wallet's entries on, the oldest first and twice, as a worker may."""
    entries = list(reversed(wallet.get_history(till.member_id, limit=100).entries))
    draws.on_entry_posted(entries)
    draws.on_entry_posted(entries)


def in_use(till: Till) -> list[bool]:
    """Tell of each of the member's codes whether it is in use."""
    found = offers.list_codes_of(till.member_id, program=till.program)
    shown = [
        offers.check(one.text, program=till.program, member_id=till.member_id) for one in found
    ]
    return [one.rejection is None for one in shown]


def test_each_order_that_won_has_one_code_for_its_member(anna: str) -> None:
    till = with_codes(anna)

    till.sell(1000)
    till.sell(1000)
    follow(till)

    assert in_use(till) == [True, True]


@pytest.mark.parametrize(("on_return", "left"), [("full", [True]), ("any", [False])])
def test_a_partial_return_revokes_the_code_by_policy(
    anna: str, on_return: str, left: list[bool]
) -> None:
    till = with_codes(anna, on_return=on_return)

    till.give_back(till.sell(1000, 500), ReturnedLine(1))
    follow(till)

    assert in_use(till) == left


def test_a_void_revokes_the_code(anna: str) -> None:
    till = with_codes(anna, on_return="keep")

    till.void(till.sell(1000))
    follow(till)

    assert in_use(till) == [False]


def test_an_order_closed_again_has_a_code_again(anna: str) -> None:
    till = with_codes(anna)
    till.reopen(till.sell(1000, receipt_no="R1"))

    till.sell(900, receipt_no="R1", key="again")
    follow(till)

    assert sorted(in_use(till)) == [False, True]
