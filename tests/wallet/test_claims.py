"""Keys of a sharded cluster: one wallet owns a key, and may claim it again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pymongo.database import Database

from foundation import clock
from tests.wallet.wallets import a_wallet, at_once, entries_of, spend
from wallet import claims

pytestmark = pytest.mark.usefixtures("database", "clock")


def test_a_key_belongs_to_the_wallet_that_claims_it_first() -> None:
    claims.take("anna", ["a", "b"])

    with pytest.raises(claims.Taken):
        claims.take("boris", ["c", "b"])

    assert [claims.owner_of(key) for key in "ab"] == ["anna", "anna"]
    assert claims.owner_of("d") is None


def test_a_wallet_may_claim_its_keys_again_after_an_interruption() -> None:
    claims.take("anna", ["a"])

    claims.take("anna", ["a", "b"])

    assert claims.owner_of("b") == "anna"


@pytest.mark.parametrize(
    ("found", "are_owned"),
    [
        ({"a": "anna", "b": "anna"}, True),
        ({"a": "anna", "b": "boris"}, False),
        ({"a": "anna"}, False),
    ],
)
def test_a_claim_that_is_not_seen_is_not_one_s_own(found: dict[str, str], are_owned: bool) -> None:
    assert claims.are_owned("anna", ["a", "b"], found) is are_owned


def test_of_many_wallets_at_once_one_gets_the_key() -> None:
    def taking(owner_id: str) -> bool:
        try:
            claims.take(owner_id, ["k"])
        except claims.Taken:
            return False
        return True

    winners = at_once([lambda name=f"w{n}": taking(name) for n in range(12)])

    assert winners.count(True) == 1
    assert claims.owner_of("k") == f"w{winners.index(True)}"


def test_entries_are_found_by_their_keys_through_the_claims() -> None:
    anna, boris = a_wallet(100), a_wallet(100)
    wanted = [spend(anna, 1).entry, spend(boris, 2).entry]
    keys = [entry["k"][0] for entry in wanted]
    for owner_id in (anna, boris):
        claims.take(owner_id, [key for entry in entries_of(owner_id) for key in entry["k"]])

    assert claims.entry_of([keys[0]]) == wanted[:1]
    assert sorted(entry["_id"] for entry in claims.entry_of(keys)) == sorted(
        entry["_id"] for entry in wanted
    )


def test_a_claim_whose_entry_never_came_finds_nothing() -> None:
    claims.take("anna", ["a"])

    assert claims.entry_of(["a", "b"]) == []


def test_a_claim_whose_entry_never_came_can_be_taken_over_after_a_while(
    database: Database[dict[str, Any]],
) -> None:
    claims.take("mem_a", ["rcp_1#0"])
    with pytest.raises(claims.Taken):
        claims.take("mem_b", ["rcp_1#0"])

    long_ago = clock.wall() - claims.ABANDONED_AFTER - timedelta(seconds=1)
    database["claims"].update_one({"_id": "rcp_1#0"}, {"$set": {"at": long_ago}})
    claims.take("mem_b", ["rcp_1#0"])

    assert claims.owner_of("rcp_1#0") == "mem_b"
    with pytest.raises(claims.Taken):
        claims.take("mem_a", ["rcp_1#0"])


def test_a_claim_whose_entry_stands_is_never_taken_over(
    database: Database[dict[str, Any]],
) -> None:
    long_ago = clock.wall() - claims.ABANDONED_AFTER - timedelta(seconds=1)
    database["claims"].insert_one({"_id": "rcp_2#0", "a": "mem_a", "at": long_ago})
    database["entries"].insert_one({"_id": "ent_1", "a": "mem_a", "s": 1, "k": ["rcp_2#0"]})

    with pytest.raises(claims.Taken):
        claims.take("mem_b", ["rcp_2#0"])
