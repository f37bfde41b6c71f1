"""Points sent from one wallet to another arrive once, or come back once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import wallet
from foundation.clock import FrozenClock
from tests.wallet.wallets import (
    a_key,
    a_wallet,
    entries_of,
    faults_of,
    head_of,
    points_of,
    put_head,
)

pytestmark = pytest.mark.usefixtures("database", "clock")


def send(source: str, target: str, amount: int, **more: Any) -> wallet.Posting:
    """Transfer points."""
    asked = {"account": "points", "key": a_key()} | more
    return wallet.transfer(source, target, amount=amount, **asked)


def test_points_arrive_with_the_expiry_they_had(clock: FrozenClock) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    anna, boris = a_wallet(30, expires_at=tomorrow), a_wallet(5)
    wallet.earn(anna, account="points", amount=30, key=a_key())

    out = send(anna, boris, 40, reason="gift")

    assert (points_of(anna)[0], points_of(boris)[0]) == (20, 45)
    assert out.entry["m"][0]["w"]["reason"] == "gift"
    expiring = wallet.lots_expiring(wallet.get_wallet(boris), "points", until=tomorrow)
    assert expiring == [(tomorrow, 30)]
    assert faults_of(anna, boris) == []


def test_more_than_there_is_is_not_sent() -> None:
    anna, boris = a_wallet(30), a_wallet()

    with pytest.raises(wallet.InsufficientPoints):
        send(anna, boris, 31)

    assert entries_of(boris) == []


def test_what_is_sent_to_nobody_comes_back(clock: FrozenClock) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    anna = a_wallet(30, expires_at=tomorrow)

    out = send(anna, "mem_nobody", 20)

    assert points_of(anna) == (30, 0, 0, 0)
    assert wallet.lots_expiring(wallet.get_wallet(anna), "points", until=tomorrow)[0][1] == 30
    assert entries_of(anna)[-1]["m"][0]["w"] == {
        "transfer": out.entry["m"][0]["w"]["transfer"],
        "reason": "no such wallet",
    }
    assert faults_of(anna) == []


def test_what_came_back_does_not_arrive_later_too() -> None:
    anna = a_wallet(30)
    out = send(anna, "mem_late", 20)
    wallet.open_wallet("mem_late")

    wallet.finish_transfer(out.entry)

    assert points_of(anna)[0] == 30
    assert points_of("mem_late")[0] == 0
    assert faults_of(anna, "mem_late") == []


def test_a_transfer_sent_again_arrives_once() -> None:
    anna, boris = a_wallet(30), a_wallet()
    out = send(anna, boris, 20, key="gift")

    again = send(anna, boris, 20, key="gift")
    wallet.finish_transfer(out.entry)
    wallet.on_entry_posted([out.entry])

    assert again.replayed
    assert (points_of(anna)[0], points_of(boris)[0]) == (10, 20)
    with pytest.raises(wallet.IdempotencyKeyReused):
        send(anna, boris, 10, key="gift")


def test_a_transfer_interrupted_half_way_is_on_its_way_until_it_is_finished(database: Any) -> None:
    anna, boris = a_wallet(30), a_wallet()
    empty = head_of(boris)
    assert empty is not None
    out = send(anna, boris, 20)
    database["entries"].delete_one({"a": boris, "s": 1})
    put_head(empty)
    assert faults_of(anna, boris) == ["I15"]

    wallet.on_entry_posted([out.entry])

    assert points_of(boris)[0] == 20
    assert faults_of(anna, boris) == []


def test_what_arrives_pays_what_is_owed() -> None:
    anna, boris = a_wallet(30), a_wallet()
    earned = wallet.earn(boris, account="points", amount=8, key=a_key())
    send(boris, anna, 8)
    wallet.reverse(boris, earned.entry["_id"], reason="mistake", key=a_key())

    send(anna, boris, 20)

    assert points_of(boris) == (12, 0, 0, 0)


def test_points_sent_to_oneself_stay() -> None:
    anna = a_wallet(30)

    send(anna, anna, 20)

    assert points_of(anna) == (30, 0, 0, 0)
    assert faults_of(anna) == []
