"""Opening, correcting and reversing on the database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import wallet
from foundation import database as house_database
from foundation.clock import FrozenClock
from tests.wallet.wallets import a_key, a_wallet, entries_of, faults_of, points_of, spend

pytestmark = pytest.mark.usefixtures("database", "clock")


def earn(owner_id: str, amount: int, **more: Any) -> wallet.Posting:
    """Earn points."""
    return wallet.earn(owner_id, account="points", amount=amount, key=a_key(), **more)


def reverse(owner_id: str, posting: wallet.Posting, **more: Any) -> wallet.Posting:
    """Reverse a posting."""
    asked = {"reason": "mistake", "key": a_key()} | more
    return wallet.reverse(owner_id, posting.entry["_id"], **asked)


def test_opening_a_wallet_again_changes_nothing() -> None:
    anna = a_wallet(100)

    wallet.open_wallet(anna)
    house_database.in_transaction(lambda session: wallet.open_wallet(anna, session=session))

    assert points_of(anna) == (100, 0, 0, 0)


def test_a_wallet_opens_with_the_transaction_or_not_at_all() -> None:
    def fail(session: Any) -> None:
        wallet.open_wallet("mem_lost", session=session)
        raise RuntimeError

    house_database.in_transaction(lambda s: wallet.open_wallet("mem_kept", session=s))
    with pytest.raises(RuntimeError):
        house_database.in_transaction(fail)

    assert wallet.get_wallet("mem_kept").seq == 0
    with pytest.raises(wallet.WalletNotFound):
        wallet.get_wallet("mem_lost")


@pytest.mark.parametrize(("amount", "kind"), [(15, "adjust_credit"), (-15, "adjust_debit")])
def test_a_correction_says_why(amount: int, kind: str) -> None:
    anna = a_wallet(100)

    made = wallet.adjust(anna, account="points", amount=amount, reason="goodwill", key=a_key())

    (move,) = made.entry["m"]
    assert (move["t"], move["n"], move["w"]) == (kind, amount, {"reason": "goodwill"})
    assert points_of(anna) == (100 + amount, 0, 0, 0)


def test_a_correction_of_nothing_is_refused() -> None:
    with pytest.raises(wallet.AmountInvalid):
        wallet.adjust(a_wallet(5), account="points", amount=0, reason="none", key=a_key())


def test_a_reversed_earning_is_taken_back_and_cites_it() -> None:
    anna = a_wallet(100)
    earned = earn(anna, 30)

    undone = reverse(anna, earned)

    assert points_of(anna) == (100, 0, 0, 0)
    (move,) = undone.entry["m"]
    assert (move["t"], move["n"]) == ("reverse", -30)
    assert move["w"] == {"reverses": earned.entry["_id"], "reason": "mistake"}
    assert faults_of(anna) == []


@pytest.mark.parametrize(("policy", "balance"), [("debt", (0, 0, 0, 20)), ("clamp", (0, 0, 0, 0))])
def test_a_reversed_earning_that_is_spent_is_owed_or_written_off(policy: str, balance: Any) -> None:
    anna = a_wallet()
    earned = earn(anna, 30)
    spend(anna, 20)

    reverse(anna, earned, policy=policy)

    assert points_of(anna) == balance
    assert faults_of(anna) == []


def test_a_reversal_may_be_blocked_and_tried_again_later() -> None:
    anna = a_wallet()
    earned = earn(anna, 30)
    spent = spend(anna, 20)
    with pytest.raises(wallet.ReturnBlocked):
        reverse(anna, earned, policy="block", key="undo")

    reverse(anna, spent)
    reverse(anna, earned, policy="block", key="undo")

    assert points_of(anna) == (0, 0, 0, 0)


def test_a_reversed_burn_comes_back_with_the_expiry_it_had(clock: FrozenClock) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    anna = a_wallet(50, expires_at=tomorrow)
    earn(anna, 50)
    spent = spend(anna, 60)

    reverse(anna, spent)
    lots = wallet.lots_expiring(wallet.get_wallet(anna), "points", until=tomorrow)
    clock.set(tomorrow)

    assert lots == [(tomorrow, 50)]
    assert points_of(anna) == (50, 0, 0, 0)


@pytest.mark.parametrize("amount", [15, -15])
def test_a_reversed_correction_is_as_if_never_made(amount: int) -> None:
    anna = a_wallet(100)
    made = wallet.adjust(anna, account="points", amount=amount, reason="slip", key=a_key())

    reverse(anna, made)

    assert points_of(anna) == (100, 0, 0, 0)
    assert faults_of(anna) == []


def test_an_entry_is_reversed_once() -> None:
    anna = a_wallet()
    earned = earn(anna, 30)
    first = reverse(anna, earned, key="undo")

    again = reverse(anna, earned, key="undo")
    assert again.replayed
    assert again.entry == first.entry
    for more in ({}, {"reason": "another"}, {"policy": "clamp"}):
        with pytest.raises(wallet.AlreadyReversed):
            reverse(anna, earned, **more)

    assert len(entries_of(anna)) == 2


def test_a_reversal_or_a_transfer_is_not_reversed() -> None:
    anna, boris = a_wallet(100), a_wallet()
    earned = earn(anna, 30)
    sent = wallet.transfer(anna, boris, account="points", amount=1, key=a_key())
    for posting in (reverse(anna, earned), sent):
        with pytest.raises(wallet.NotReversible):
            reverse(anna, posting)


def test_only_ones_own_entry_is_reversed() -> None:
    anna, boris = a_wallet(100), a_wallet(100)
    earned = earn(anna, 30)

    with pytest.raises(wallet.EntryNotFound):
        reverse(boris, earned)
    with pytest.raises(wallet.EntryNotFound):
        wallet.reverse(anna, "ent_none", reason="none", key=a_key())
