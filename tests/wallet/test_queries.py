"""Reads of a wallet: history without gaps, lots about to expire, what falls due by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

import wallet
from foundation.clock import FrozenClock
from tests.wallet.wallets import a_key, a_wallet, head_of, put_head, spend

pytestmark = pytest.mark.usefixtures("database", "clock")


def pages_of(owner_id: str, limit: int, *, meanwhile: bool = False) -> list[int]:
    """Read the whole history and list the sequence numbers as they come."""
    seen, before = [], None
    while True:
        page = wallet.get_history(owner_id, before=before, limit=limit)
        seen += [entry["s"] for entry in page.entries]
        if page.before is None:
            return seen
        before = page.before
        if meanwhile:
            spend(owner_id, 1)


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8, 100])
def test_history_comes_newest_first_in_pages_without_gaps(limit: int) -> None:
    anna = a_wallet(100)
    for _ in range(6):
        spend(anna, 1)

    assert pages_of(anna, limit) == [7, 6, 5, 4, 3, 2, 1]


def test_entries_posted_while_paging_move_nothing() -> None:
    anna = a_wallet(100)
    for _ in range(6):
        spend(anna, 1)

    assert pages_of(anna, 2, meanwhile=True) == [7, 6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize(("limit", "size"), [(-5, 1), (0, 1), (101, 100), (10**9, 100)])
def test_a_page_has_bounds(limit: int, size: int) -> None:
    anna = a_wallet(200)
    for _ in range(101):
        spend(anna, 1)

    assert len(wallet.get_history(anna, limit=limit).entries) == size


def test_a_new_wallet_has_no_history() -> None:
    assert wallet.get_history(a_wallet()) == wallet.HistoryPage([], None)
    with pytest.raises(wallet.WalletNotFound):
        wallet.get_history("mem_nobody")


def test_an_entry_is_got_by_its_owner_alone() -> None:
    anna, boris = a_wallet(100), a_wallet(100)
    entry = spend(anna, 1).entry

    assert wallet.get_entry(anna, entry["_id"]) == entry
    assert wallet.find_entry(entry["k"][0]) == entry
    assert wallet.find_entry("no such key") is None
    with pytest.raises(wallet.EntryNotFound):
        wallet.get_entry(boris, entry["_id"])


def test_lots_that_expire_soon_are_summed_by_moment(clock: FrozenClock) -> None:
    soon, later = (clock.now() + timedelta(days=days) for days in (1, 30))
    anna = a_wallet(5, expires_at=later)
    for amount, at in ((1, soon), (2, soon), (4, None), (8, later + timedelta(days=1))):
        wallet.earn(anna, account="points", amount=amount, expires_at=at, key=a_key())
    view = wallet.get_wallet(anna)

    assert wallet.lots_expiring(view, "points", until=soon) == [(soon, 3)]
    assert wallet.lots_expiring(view, "points", until=later) == [(soon, 3), (later, 5)]
    assert wallet.lots_expiring(view, "stamps", until=later) == []


def test_wallets_are_due_when_something_in_them_happens_by_itself(clock: FrozenClock) -> None:
    start = clock.now()
    anna = a_wallet(5, expires_at=start + timedelta(days=3))
    boris = a_wallet(5)
    wallet.hold(boris, account="points", amount=1, key=a_key(), ttl_seconds=60)
    vera = a_wallet(5, available_at=start + timedelta(days=2))
    a_wallet(5)

    def due(first: float, last: float) -> list[str]:
        after, until = (start + timedelta(days=days) for days in (first, last))
        return wallet.find_wallets_due(after=after, until=until)

    assert due(0, 1) == [boris]
    assert due(1, 2) == [vera]
    assert due(2, 3) == [anna]
    assert due(0, 9) == sorted([anna, boris, vera])
    assert due(3, 9) == []


def test_one_sees_ones_own_write_behind_a_head_that_lags() -> None:
    anna = a_wallet(100)
    old = head_of(anna)
    assert old is not None
    seq = spend(anna, 60).view.seq
    put_head(old)

    assert wallet.get_wallet(anna, at_least_seq=seq).balance("points").available == 40
