"""Holds on the database: each end of a hold has its own refusal for those who come later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import wallet
from foundation.clock import FrozenClock
from tests.wallet.wallets import a_key, a_wallet, entries_of, faults_of, points_of

pytestmark = pytest.mark.usefixtures("database", "clock")

TILL = {"kind": "terminal", "id": "trm_1"}
End = Callable[[str, str, FrozenClock], Any]
ENDS: dict[str, End] = {
    "confirmed": lambda owner, hold, _: wallet.confirm(owner, hold, key=a_key()),
    "confirmed in part": lambda owner, hold, _: wallet.confirm(owner, hold, key=a_key(), amount=9),
    "released": lambda owner, hold, _: wallet.release(owner, hold, key=a_key()),
    "run out": lambda _, __, clock: clock.advance(minutes=15),
    "run out and told of": lambda owner, _, clock: (
        clock.advance(minutes=15),
        wallet.earn(owner, account="status", amount=1, key=a_key()),
    ),
}


def a_hold(owner_id: str, amount: int = 60) -> str:
    """Hold points and give the hold's id."""
    key = a_key()
    wallet.hold(owner_id, account="points", amount=amount, key=key, actor=TILL)
    return wallet.hold_id_for(key, TILL)


def test_held_points_are_set_aside_until_they_are_spent() -> None:
    anna = a_wallet(100)
    hold_id = a_hold(anna)
    assert points_of(anna) == (40, 0, 60, 0)

    ended = wallet.confirm(anna, hold_id, key=a_key(), amount=45, why={"receipt": "rcp_1"})

    assert points_of(anna) == (55, 0, 0, 0)
    told = [(move["t"], move["n"], move["hold"]) for move in ended.entry["m"]]
    assert told == [("burn", -45, hold_id), ("release", 0, hold_id)]
    assert ended.entry["m"][0]["w"] == {"receipt": "rcp_1"}
    assert faults_of(anna) == []


def test_more_than_the_balance_is_not_held() -> None:
    anna = a_wallet(100)
    a_hold(anna)

    with pytest.raises(wallet.InsufficientPoints):
        a_hold(anna, 41)

    assert points_of(anna) == (40, 0, 60, 0)


@pytest.mark.parametrize("later", [wallet.confirm, wallet.release])
@pytest.mark.parametrize(
    ("end", "refusal"),
    [
        ("confirmed", wallet.HoldConfirmed),
        ("confirmed in part", wallet.HoldConfirmed),
        ("released", wallet.HoldReleased),
        ("run out", wallet.HoldTimedOut),
        ("run out and told of", wallet.HoldTimedOut),
    ],
)
def test_who_comes_after_the_end_of_a_hold_learns_how_it_ended(
    later: Any, end: str, refusal: Any, clock: FrozenClock
) -> None:
    anna = a_wallet(100)
    hold_id = a_hold(anna)
    ENDS[end](anna, hold_id, clock)
    before = (points_of(anna), len(entries_of(anna)))

    with pytest.raises(refusal) as raised:
        later(anna, hold_id, key=a_key())

    assert raised.value.values == {"hold_id": hold_id}
    assert (points_of(anna), len(entries_of(anna))) == before
    assert faults_of(anna) == []


@pytest.mark.parametrize("end", [wallet.confirm, wallet.release])
def test_a_hold_that_never_was_or_is_another_members_is_not_found(end: Any) -> None:
    anna, boris = a_wallet(100), a_wallet(100)
    hold_id = a_hold(anna)

    for owner_id, name in ((boris, hold_id), (anna, "hld_none")):
        with pytest.raises(wallet.HoldNotFound):
            end(owner_id, name, key=a_key())

    assert points_of(anna) == (40, 0, 60, 0)
    end(anna, hold_id, key=a_key())
    with pytest.raises(wallet.HoldNotFound):
        end(boris, hold_id, key=a_key())


@pytest.mark.parametrize("end", [wallet.confirm, wallet.release])
def test_the_same_end_sent_again_is_answered_as_before(end: Any) -> None:
    anna = a_wallet(100)
    hold_id = a_hold(anna)
    first = end(anna, hold_id, key="end")

    again = end(anna, hold_id, key="end")

    assert again.replayed
    assert again.entry == first.entry


def test_an_end_with_the_key_of_another_end_is_refused() -> None:
    anna = a_wallet(100)
    one, two = a_hold(anna, 10), a_hold(anna, 20)
    wallet.confirm(anna, one, key="end")

    with pytest.raises(wallet.IdempotencyKeyReused) as refusal:
        wallet.confirm(anna, two, key="end")

    assert refusal.value.values == {"fields": "hold"}
    assert points_of(anna) == (70, 0, 20, 0)


def test_the_same_hold_sent_again_holds_once_whether_open_or_ended() -> None:
    anna = a_wallet(100)
    asked = {"account": "points", "amount": 60, "key": "hold", "actor": TILL}
    first = wallet.hold(anna, **asked)

    while_open = wallet.hold(anna, **asked)
    wallet.release(anna, wallet.hold_id_for("hold", TILL), key=a_key())
    after_end = wallet.hold(anna, **asked)

    assert while_open.entry == after_end.entry == first.entry
    assert points_of(anna) == (100, 0, 0, 0)


def test_a_confirmation_beyond_the_hold_changes_nothing() -> None:
    anna = a_wallet(100)
    hold_id = a_hold(anna)

    for amount, refusal in ((61, wallet.InsufficientPoints), (0, wallet.AmountInvalid)):
        with pytest.raises(refusal):
            wallet.confirm(anna, hold_id, key=a_key(), amount=amount)

    assert points_of(anna) == (40, 0, 60, 0)


def test_a_hold_lives_to_the_last_instant_and_no_longer(clock: FrozenClock) -> None:
    anna = a_wallet(100)
    hold_id = a_hold(anna)
    late = a_hold(anna, 10)
    clock.advance(minutes=15, milliseconds=-1)
    wallet.confirm(anna, hold_id, key=a_key())
    clock.advance(milliseconds=1)

    with pytest.raises(wallet.HoldTimedOut):
        wallet.confirm(anna, late, key=a_key())

    assert points_of(anna) == (40, 0, 0, 0)
