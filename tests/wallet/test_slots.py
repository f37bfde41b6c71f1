"""Slots: places that stand once in the whole journal and do not name the request."""

from __future__ import annotations

from typing import Any

import pytest
from pymongo.database import Database

import wallet
from foundation import ids
from foundation.clock import FrozenClock
from wallet import Command, Decision, Earn, Posting, SlotTaken, post, taken_slots


def a_wallet() -> str:
    owner_id = ids.new("mem")
    wallet.open_wallet(owner_id)
    return owner_id


def take(owner_id: str, key: str, *slots: str) -> Posting:
    command = Command("earn", (f"thing {key}",), key, {"key": key})
    return post(owner_id, command, lambda _: Decision([Earn("points", 1)], slots=slots))


@pytest.fixture(autouse=True)
def _ready(database: Database[dict[str, Any]], clock: FrozenClock) -> None:
    """Stand on the real database at a frozen time."""


def test_a_slot_is_taken_once_by_whichever_wallet_was_first() -> None:
    anna, boris = a_wallet(), a_wallet()
    take(anna, "first", "cod_x#0")

    with pytest.raises(SlotTaken) as lost:
        take(boris, "second", "cod_x#0", "cod_x#1")

    assert lost.value.keys == {"cod_x#0"}
    assert wallet.get_wallet(boris).seq == 0
    assert taken_slots(["cod_x#0", "cod_x#1"]) == {"cod_x#0"}


def test_the_same_request_gets_its_posting_whatever_slot_it_names_now() -> None:
    anna = a_wallet()
    first = take(anna, "first", "cod_x#0")

    again = take(anna, "first", "cod_x#1")

    assert (again.replayed, again.entry["_id"]) == (True, first.entry["_id"])
    assert taken_slots(["cod_x#1"]) == frozenset()


def test_one_wallet_does_not_take_a_slot_twice() -> None:
    anna = a_wallet()
    take(anna, "first", "cod_x#0")

    with pytest.raises(SlotTaken):
        take(anna, "second", "cod_x#0")

    assert wallet.get_wallet(anna).balance("points").available == 1
