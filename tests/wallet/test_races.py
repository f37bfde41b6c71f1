"""Many callers at once: nothing is spent twice, reversed twice, lost or made on the way."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

import wallet
from foundation.errors import Refusal
from tests.wallet.wallets import (
    a_key,
    a_wallet,
    at_once,
    entries_of,
    faults_of,
    points_of,
    spend,
    those,
)

pytestmark = pytest.mark.usefixtures("database", "clock")
CALLERS = 50
ROUNDS = 5


def test_points_are_not_spent_twice_at_many_tills_at_once() -> None:
    for _ in range(ROUNDS):
        anna = a_wallet(100)

        results = at_once([partial(spend, anna, 10) for _ in range(CALLERS)])

        assert len(those(results, wallet.Posting)) == 10
        assert len(those(results, wallet.InsufficientPoints)) == CALLERS - 10
        assert points_of(anna) == (0, 0, 0, 0)
        assert [entry["s"] for entry in entries_of(anna)] == list(range(1, 12))
        assert faults_of(anna) == []


def test_one_request_sent_many_times_at_once_is_done_once() -> None:
    for _ in range(ROUNDS):
        anna, key = a_wallet(100), a_key()

        results = at_once([partial(spend, anna, 10, key) for _ in range(CALLERS)])

        assert sorted(result.replayed for result in results) == [False] + [True] * (CALLERS - 1)
        first = results[0].entry
        assert all(result.entry == first for result in results)
        assert all(result.view.balance("points").available == 90 for result in results)
        assert len(entries_of(anna)) == 2


def test_every_entry_is_reversed_once_however_often_it_is_tried() -> None:
    anna = a_wallet()
    earned = [
        wallet.earn(anna, account="points", amount=7, key=a_key()).entry["_id"] for _ in range(60)
    ]
    jobs = [(entry_id, a_key()) for entry_id in earned for _ in range(2)]
    random.Random(4).shuffle(jobs)

    def undo(job: tuple[str, str]) -> wallet.Posting | Refusal:
        try:
            return wallet.reverse(anna, job[0], reason="mistake", key=job[1])
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(undo, jobs))

    assert len(those(results, wallet.Posting)) == 60
    assert len(those(results, wallet.AlreadyReversed)) == 60
    assert points_of(anna) == (0, 0, 0, 0)
    assert faults_of(anna) == []


def test_a_hold_is_ended_by_one_of_many() -> None:
    for _ in range(ROUNDS):
        anna = a_wallet(100)
        held = wallet.hold(anna, account="points", amount=60, key=a_key())
        hold_id = next(iter(held.view.state.holds))

        results = at_once(
            [partial(wallet.confirm, anna, hold_id, key=a_key()) for _ in range(10)]
            + [partial(wallet.release, anna, hold_id, key=a_key()) for _ in range(10)]
        )

        (winner,) = those(results, wallet.Posting)
        is_spent = winner.entry["op"] == "confirm"
        losers = wallet.HoldConfirmed if is_spent else wallet.HoldReleased
        assert len(those(results, losers)) == 19
        assert points_of(anna) == ((40 if is_spent else 100), 0, 0, 0)


def test_points_sent_to_and_fro_are_neither_made_nor_lost() -> None:
    owners = [a_wallet(100) for _ in range(10)]
    until = time.monotonic() + 3

    def send(seed: int) -> int:
        chance, sent = random.Random(seed), 0
        while time.monotonic() < until:
            source, target = chance.sample(owners, 2)
            amount = chance.randint(1, 40)
            try:
                wallet.transfer(source, target, account="points", amount=amount, key=a_key())
                sent += 1
            except wallet.InsufficientPoints:
                continue
        return sent

    with ThreadPoolExecutor(8) as pool:
        sent = sum(pool.map(send, range(8)))

    assert sent > 20
    assert sum(points_of(owner)[0] for owner in owners) == 1000
    audit = wallet.Audit()
    for owner in owners:
        wallet.verify_wallet(owner, audit)
    assert wallet.finish_audit(audit).violations == []
    assert sum(audit.in_transit.values()) == 0
    assert audit.outstanding["points"] == 1000
