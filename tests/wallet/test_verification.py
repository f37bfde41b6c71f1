"""Verification finds what we spoil, names the invariant, and heads are rebuilt from the journal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

import wallet
from foundation.clock import FrozenClock
from foundation.database import collection
from tests.wallet.wallets import (
    a_key,
    a_wallet,
    at_once,
    entries_of,
    faults_of,
    head_of,
    points_of,
    spend,
)
from wallet import Claw, Command, Decision, Earn

pytestmark = pytest.mark.usefixtures("database", "clock")

SPENDING = 3  # the entries: earn, hold, spend 20, release, earn with an expiry
Spoil = Callable[[str], Any]


@pytest.fixture
def anna(clock: FrozenClock) -> str:
    """Give a wallet with a little history and no fault."""
    owner_id = a_wallet(100)
    wallet.hold(owner_id, account="points", amount=30, key="hold")
    clock.advance(seconds=1)
    spend(owner_id, 20)
    wallet.release(owner_id, wallet.hold_id_for("hold", {"id": "kopilka"}), key=a_key())
    tomorrow = clock.now() + timedelta(days=1)
    wallet.earn(owner_id, account="points", amount=7, key=a_key(), expires_at=tomorrow)
    assert faults_of(owner_id) == []
    return owner_id


def edit(seq: int, **values: Any) -> Spoil:
    """Give a way to change fields of an entry behind the wallet's back."""

    def spoil(owner_id: str) -> None:
        changes = {name.replace("__", "."): value for name, value in values.items()}
        made = collection("entries").update_one({"a": owner_id, "s": seq}, {"$set": changes})
        assert made.modified_count == 1

    return spoil


def remove(seq: int) -> Spoil:
    """Give a way to delete an entry."""
    return lambda owner_id: collection("entries").delete_one({"a": owner_id, "s": seq})


def append(seq: int, change: list[Any]) -> Spoil:
    """Give a way to slip a change into an entry."""
    return lambda owner_id: collection("entries").update_one(
        {"a": owner_id, "s": seq}, {"$push": {"d": change}}
    )


def edit_head(**values: Any) -> Spoil:
    """Give a way to change the head."""
    return lambda owner_id: collection("heads").update_one({"_id": owner_id}, {"$set": values})


def drop_head(owner_id: str) -> None:
    """Delete the head."""
    collection("heads").delete_one({"_id": owner_id})


def empty_head(owner_id: str) -> None:
    """Put a head there that looks right and holds nothing."""
    edit_head(st={"a": {}, "h": {}, "m": {}})(owner_id)


def end_the_hold_again(owner_id: str) -> None:
    """End a hold for the second time."""
    hold_id = wallet.hold_id_for("hold", {"id": "kopilka"})
    append(5, ["x", hold_id])(owner_id)


def repeat_a_key(owner_id: str) -> None:
    """Let a key stand twice, which an index would refuse in two entries."""
    keys = entries_of(owner_id)[SPENDING - 1]["k"]
    edit(SPENDING, k=keys * 2)(owner_id)


@pytest.mark.parametrize(
    ("spoil", "invariants"),
    [
        (remove(1), ["I1", "I12"]),
        (remove(SPENDING), ["I1", "I12"]),
        (remove(5), ["I12"]),
        (repeat_a_key, ["I2", "I3"]),
        (edit(SPENDING, h="0" * 64), ["I3"]),
        (edit(SPENDING, ph="0" * 64), ["I3"]),
        (edit(SPENDING, who={"kind": "operator", "id": "mallory"}), ["I3"]),
        (edit(SPENDING, op="earn"), ["I3"]),
        (edit(SPENDING, q={}), ["I3"]),
        (edit(SPENDING, k=["other"]), ["I3"]),
        (edit(SPENDING, x=b"other"), ["I3"]),
        (edit(SPENDING, b__points=[51, 0, 30, 0]), ["I3"]),
        (edit(SPENDING, m__0__w={"receipt": "other"}), ["I3"]),
        (edit(SPENDING, m__0__n=-19), ["I3", "I9"]),
        (edit(SPENDING, m__0__n=-19, m__0__c=[["redeem", 19]]), ["I3", "I9"]),
        (edit(SPENDING, d__0__3=19), ["I12", "I3", "I9"]),
        (edit(SPENDING, d__0__3=71), ["I10", "I12"]),
        (append(5, ["+", "points", "9.9", 0, None, 1, 1]), ["I12", "I3", "I4"]),
        (append(5, ["d", "points", 7]), ["I12", "I3", "I5", "I9"]),
        (append(5, ["h", "hld_x", "points", 1 << 50, "", [["1.1", 0, None, 1, 1]]]),
         ["I12", "I3", "I6"]),
        (end_the_hold_again, ["I14"]),
        (edit_head(s=6), ["I12"]),
        (edit_head(h="0" * 64), ["I12"]),
        (empty_head, ["I12"]),
        (drop_head, ["I12"]),
    ],
)  # fmt: skip
def test_what_is_spoilt_is_found(anna: str, spoil: Spoil, invariants: list[str]) -> None:
    spoil(anna)

    assert faults_of(anna) == invariants


def test_time_that_runs_back_or_leaves_things_undone_is_found(
    anna: str, clock: FrozenClock
) -> None:
    edit(SPENDING, ts=clock.now() - timedelta(days=1))(anna)
    assert faults_of(anna) == ["I3", "I7"]

    boris = a_wallet(5, expires_at=clock.now() + timedelta(days=1))
    spend(boris, 1)
    edit(2, ts=clock.now() + timedelta(days=2))(boris)

    assert faults_of(boris) == ["I3", "I5"]


def test_a_receipt_that_gives_back_more_than_it_earned_is_found() -> None:
    anna = a_wallet(100)
    why = {"receipt": "rcp_1"}
    steps = [Earn("points", 5, why=why), Claw("points", 6, why=why)]

    wallet.post(anna, Command("test"), lambda _: Decision(steps))

    assert faults_of(anna) == ["I13"]


def test_a_fault_says_where_it_is(anna: str) -> None:
    edit(SPENDING, h="0" * 64)(anna)
    audit = wallet.Audit()

    wallet.verify_wallet(anna, audit)

    assert str(audit.violations[0]) == f"I3 {anna} entry 3: its hash does not fit its content"


def test_a_clean_audit_sums_up_what_it_saw(anna: str) -> None:
    audit = wallet.Audit()

    for owner_id in wallet.wallet_ids():
        wallet.verify_wallet(owner_id, audit)

    assert (audit.wallets, audit.entries, audit.violations) == (1, 5, [])
    assert audit.outstanding == {"points": 87}
    assert audit.moved[("points", "earn")] == 107
    assert audit.moved[("points", "burn")] == -20


def test_every_wallet_is_walked_with_or_without_head_or_entries() -> None:
    empty, full, headless = a_wallet(), a_wallet(1), a_wallet(1)
    drop_head(headless)

    assert list(wallet.wallet_ids()) == sorted([empty, full, headless])


def test_a_wallet_in_use_is_verified_without_false_alarm(anna: str) -> None:
    calls: list[Callable[[], Any]] = [partial(_spend_often, anna) for _ in range(2)]
    calls += [lambda: [faults_of(anna) for _ in range(15)]]

    *_, found = at_once(calls)

    assert found == [[]] * 15


# Rebuilding.


@pytest.mark.parametrize(
    "spoil",
    [
        drop_head,
        empty_head,
        edit_head(s=99),
        edit_head(s=1),
        edit_head(s=-1),
        edit_head(h="0" * 64),
    ],
)
def test_a_head_is_made_again_from_the_journal(anna: str, spoil: Spoil) -> None:
    good = head_of(anna)
    spoil(anna)

    assert wallet.rebuild_head(anna) == 5

    assert head_of(anna) == good
    spend(anna, 87)
    assert faults_of(anna) == []


def test_a_head_without_a_journal_becomes_empty_and_keeps_its_cards(anna: str) -> None:
    edit_head(cards=[{"id": "crd_1"}])(anna)
    collection("entries").delete_many({"a": anna})

    assert wallet.rebuild_head(anna) == 0

    assert head_of(anna) == {"_id": anna, "s": 0, "cards": [{"id": "crd_1"}]}
    wallet.earn(anna, account="points", amount=3, key=a_key())
    assert points_of(anna) == (3, 0, 0, 0)
    assert faults_of(anna) == []


def test_a_head_is_rebuilt_while_the_wallet_is_in_use(anna: str) -> None:
    calls: list[Callable[[], Any]] = [partial(_spend_often, anna) for _ in range(2)]
    calls += [lambda: [wallet.rebuild_head(anna) for _ in range(20)] for _ in range(2)]

    at_once(calls)

    assert [entry["s"] for entry in entries_of(anna)] == list(range(1, 46))
    assert points_of(anna)[0] == 47
    assert faults_of(anna) == []


def _spend_often(owner_id: str) -> None:
    for _ in range(20):
        spend(owner_id, 1)
