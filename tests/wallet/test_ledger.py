"""The commit path on the real database: one insert, keys that stand once, heads that may lag."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import wallet
from foundation.clock import FrozenClock
from foundation.errors import Refusal
from tests.wallet.wallets import (
    a_key,
    a_wallet,
    entries_of,
    faults_of,
    head_of,
    points_of,
    put_head,
    spend,
)
from wallet import Burn, Command, Decision, Earn, SetMark

pytestmark = pytest.mark.usefixtures("database", "clock")


def post(owner_id: str, *steps: Any, **command: Any) -> wallet.Posting:
    """Post steps under a command."""
    return wallet.post(owner_id, Command("test", **command), lambda _: Decision(list(steps)))


def drop_head(owner_id: str, database: Any) -> None:
    """Lose the head of a wallet."""
    database["heads"].delete_one({"_id": owner_id})


def test_one_posting_is_one_entry_with_all_that_happened() -> None:
    anna = a_wallet(100)

    posting = post(
        anna,
        Burn("points", 30),
        Earn("points", 4),
        Earn("status", 7),
        SetMark("tier", "gold"),
        natural_keys=("rcp_1!1",),
        idempotency_key="k",
        actor={"kind": "terminal", "id": "trm_1"},
    )

    first, second = entries_of(anna)
    assert second == posting.entry
    assert [second["s"], second["op"], second["who"]["id"]] == [2, "test", "trm_1"]
    assert second["b"] == {"points": [74, 0, 0, 0], "status": [7, 0, 0, 0]}
    assert [(move["t"], move["u"], move["n"]) for move in second["m"]] == [
        ("burn", "points", -30),
        ("earn", "points", 4),
        ("earn", "status", 7),
    ]
    assert second["k"][0] == "rcp_1!1"
    assert len(second["k"]) == 2
    assert second["ph"] == first["h"]
    assert posting.view.mark("tier") == "gold"
    assert posting.view.balance("points").available == 74
    assert faults_of(anna) == []


def test_a_refused_posting_leaves_no_trace() -> None:
    anna = a_wallet(100)
    before = (entries_of(anna), head_of(anna))

    with pytest.raises(wallet.InsufficientPoints):
        post(anna, Earn("status", 1), Burn("points", 101))

    assert (entries_of(anna), head_of(anna)) == before


def test_nobody_posts_to_a_wallet_that_is_not_there() -> None:
    with pytest.raises(wallet.WalletNotFound):
        spend("mem_nobody", 1)
    with pytest.raises(wallet.WalletNotFound):
        wallet.get_wallet("mem_nobody")


# The same request again.


def test_the_same_request_gets_the_same_posting_again() -> None:
    anna = a_wallet(100)
    first = spend(anna, 30, key="once")
    spend(anna, 50)

    again = spend(anna, 30, key="once")

    assert again.replayed
    assert not first.replayed
    assert again.entry == first.entry
    assert again.view.seq == 2
    assert again.view.balance("points").available == 70
    assert points_of(anna) == (20, 0, 0, 0)


def test_a_repeat_is_answered_even_when_it_could_not_be_done_now() -> None:
    anna = a_wallet(30)
    first = spend(anna, 30, key="all")

    assert spend(anna, 30, key="all").entry == first.entry
    assert len(entries_of(anna)) == 2


@pytest.mark.parametrize(
    ("other", "fields"),
    [
        ({"amount": 31}, "amount"),
        ({"account": "status"}, "account"),
        ({"why": {"note": "x"}, "amount": 1}, "amount, why"),
    ],
)
def test_a_key_with_another_request_is_refused_and_the_difference_is_named(
    other: Any, fields: str
) -> None:
    anna = a_wallet(100)
    asked = {"account": "points", "amount": 30}
    wallet.burn(anna, **asked, key="once")

    with pytest.raises(wallet.IdempotencyKeyReused) as refusal:
        wallet.burn(anna, **(asked | other), key="once")

    assert refusal.value.values == {"fields": fields}
    assert len(entries_of(anna)) == 2


def test_the_moments_of_an_earning_belong_to_the_request(clock: FrozenClock) -> None:
    anna = a_wallet()
    asked = {"account": "points", "amount": 5, "key": "once"}
    wallet.earn(anna, **asked)
    for name in ("expires_at", "available_at"):
        with pytest.raises(wallet.IdempotencyKeyReused) as refusal:
            wallet.earn(anna, **asked, **{name: clock.now() + timedelta(days=1)})

        assert refusal.value.values == {"fields": name.removesuffix("_at")}


def test_a_key_belongs_to_its_caller_and_operation() -> None:
    anna = a_wallet(100)
    till = {"kind": "terminal", "id": "trm_1"}

    spend(anna, 30, key="once")
    wallet.burn(anna, account="points", amount=30, key="once", actor=till)
    wallet.earn(anna, account="points", amount=30, key="once")

    assert points_of(anna) == (70, 0, 0, 0)


def test_a_key_used_for_another_wallet_is_refused() -> None:
    anna, boris = a_wallet(100), a_wallet(100)
    spend(anna, 30, key="once")

    with pytest.raises(wallet.IdempotencyKeyReused) as refusal:
        spend(boris, 30, key="once")

    assert refusal.value.values == {"fields": "wallet"}
    assert points_of(boris) == (100, 0, 0, 0)


def test_a_thing_is_posted_once_whoever_asks() -> None:
    anna = a_wallet(100)
    first = post(anna, Earn("points", 1), natural_keys=("rcp_1",), idempotency_key="a")

    same = post(anna, Earn("points", 1), natural_keys=("rcp_1",), idempotency_key="b")
    assert same.replayed
    assert same.entry == first.entry
    with pytest.raises(wallet.KeyTaken) as refusal:
        post(anna, Earn("points", 1), natural_keys=("rcp_1",), body={"total": 2})

    assert refusal.value.entry == first.entry
    assert refusal.value.values == {"fields": "total"}


def test_two_commands_without_keys_are_two_postings() -> None:
    anna = a_wallet()

    for _ in range(2):
        post(anna, Earn("points", 1))

    assert points_of(anna) == (2, 0, 0, 0)


# Heads are a cache.


def test_a_head_that_lags_neither_refuses_nor_loses_nor_overspends() -> None:
    anna = a_wallet(10)
    poor = head_of(anna)
    wallet.earn(anna, account="points", amount=90, key=a_key())
    assert poor is not None

    put_head(poor)
    assert spend(anna, 95).view.balance("points").available == 5
    put_head(poor)
    with pytest.raises(wallet.InsufficientPoints) as refusal:
        spend(anna, 6)

    assert refusal.value.values["balance"] == 5
    assert [entry["s"] for entry in entries_of(anna)] == [1, 2, 3]
    assert points_of(anna) == (10, 0, 0, 0)
    assert wallet.get_wallet(anna, at_least_seq=3).balance("points").available == 5
    assert faults_of(anna) == []


def test_a_repeat_is_found_even_behind_a_head_that_lags() -> None:
    anna = a_wallet(100)
    old = head_of(anna)
    assert old is not None
    first = spend(anna, 60, key="once")
    put_head(old)

    assert spend(anna, 60, key="once").entry == first.entry
    assert len(entries_of(anna)) == 2


def test_a_lost_head_is_made_up_for(database: Any) -> None:
    anna = a_wallet(100)
    kept = head_of(anna)
    drop_head(anna, database)

    assert points_of(anna) == (100, 0, 0, 0)
    wallet.on_entry_posted(entries_of(anna))
    assert head_of(anna) == kept
    drop_head(anna, database)
    spend(anna, 30)
    wallet.open_wallet(anna)
    with pytest.raises(wallet.InsufficientPoints):
        spend(anna, 71)
    spend(anna, 70)

    head = head_of(anna)
    assert head is not None
    assert head["s"] == 3
    assert faults_of(anna) == []


def test_a_head_is_never_written_backwards() -> None:
    anna = a_wallet(100)
    spend(anna, 30)
    head = head_of(anna)

    wallet.on_entry_posted(entries_of(anna)[:1])

    assert head_of(anna) == head


def test_time_does_not_run_back_in_a_wallet(clock: FrozenClock) -> None:
    anna = a_wallet(100)
    first = clock.now()
    clock.advance(hours=-1)

    spend(anna, 10)

    assert [entry["ts"] for entry in entries_of(anna)] == [first, first]
    assert faults_of(anna) == []


def test_what_fell_due_unseen_is_in_the_view_and_in_the_next_entry(clock: FrozenClock) -> None:
    anna = a_wallet(100, expires_at=clock.now() + timedelta(days=1))
    clock.advance(days=1)

    assert wallet.get_wallet(anna).has_due
    assert points_of(anna) == (0, 0, 0, 0)
    posting = post(anna)

    assert [(move["t"], move["n"]) for move in posting.entry["m"]] == [("expire", -100)]
    assert not wallet.get_wallet(anna).has_due
    assert faults_of(anna) == []


def test_a_decision_may_refuse_in_its_own_words() -> None:
    anna = a_wallet(100)

    def decide(view: wallet.WalletView) -> Decision:
        raise Refusal(balance=view.balance("points").available)

    with pytest.raises(Refusal) as refusal:
        wallet.post(anna, Command("test"), decide)

    assert refusal.value.values == {"balance": 100}
