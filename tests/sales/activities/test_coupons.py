"""Codes that activities give: one each, again the same, revoked unless somebody has used them."""

from __future__ import annotations

from typing import Any

import pytest

import offers
import program
from foundation import database
from tests.programs.doing import Doer, a_doer, follow
from tests.programs.shop import BEGINNING, Shop
from tests.sales.shop import a_program

OFF = {"id": "off", "reason": "Off", "when": {"codes": ["thanks"]}, "discount": {"percent": 10}}
TOLD: dict[str, Any] = {"then": [{"code": "thanks"}]}


def a_member_of(**kind: Any) -> Doer:
    """Open a shop where a tale told gives a code."""
    sections: dict[str, Any] = {"codes": {"thanks": {"kind": "personal"}}, "pricing": [OFF]}
    text = a_program(activities={"tale.told": TOLD | kind}, **sections)
    version = program.apply(text, author="olga", effective_at=BEGINNING)
    return a_doer(Shop("shop", version.program).at("2026-03-02 12:00"))


def codes_of(anna: Doer) -> list[tuple[str, str]]:
    """Give text and state of a member's codes."""
    found = offers.list_codes_of(anna.member_id, program="shop")
    return [(code.text, code.state) for code in found]


def states_of(anna: Doer) -> list[str]:
    return [state for _, state in codes_of(anna)]


def test_an_activity_gives_one_code_however_often_it_is_told_and_followed() -> None:
    anna = a_member_of()

    anna.do("tale.told", id="one")
    follow(times=2)

    assert states_of(anna) == ["assigned"]


def test_a_code_that_was_lost_on_the_way_is_issued_by_the_worker_with_the_same_text() -> None:
    anna = a_member_of()
    anna.do("tale.told")
    before = codes_of(anna)
    database.collection("codes").delete_many({})

    follow()

    assert codes_of(anna) == before


def test_a_code_waits_for_the_decision() -> None:
    anna = a_member_of(approval=True)
    first, second = anna.do("tale.told"), anna.do("tale.told")
    follow()
    assert states_of(anna) == []

    anna.decide("approve", first)
    anna.decide("decline", second)
    follow()

    assert states_of(anna) == ["assigned"]


@pytest.mark.parametrize(("is_used", "state"), [(False, "revoked"), (True, "redeemed")])
def test_what_is_taken_back_takes_an_unused_code_along(is_used: bool, state: str) -> None:
    anna = a_member_of()
    told = anna.do("tale.told")
    if is_used:
        anna.shop.till(anna.member_id).sell(100, codes=(codes_of(anna)[0][0],), currency="EUR")
        follow()

    anna.decide("reverse", told)
    follow()

    assert states_of(anna) == [state]
