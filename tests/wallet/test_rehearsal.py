"""A rehearsal comes to what the ledger comes to, without the ledger."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymongo.database import Database

import wallet
from foundation.clock import FrozenClock
from foundation.errors import Refusal
from tests.wallet.wallets import a_wallet, entries_of
from wallet.values import dump

Records = Database[dict[str, Any]]
DAY_MS = 86_400_000

EARN = st.tuples(st.just("earn"), st.integers(1, 50), st.none() | st.integers(1, 40))
BURN = st.tuples(st.just("burn"), st.integers(1, 60), st.none())
HOLD = st.tuples(st.just("hold"), st.integers(1, 40), st.integers(1, 3))
CLAW = st.tuples(st.just("claw"), st.integers(1, 60), st.none())
SLIDE = st.tuples(st.just("slide"), st.integers(1, 60), st.none())
STORIES = st.lists(
    st.tuples(st.integers(0, 15), st.lists(EARN | BURN | HOLD | CLAW | SLIDE, max_size=3)),
    min_size=1,
    max_size=6,
)


def step_of(recipe: Any, at_ms: int, number: int) -> wallet.Step:
    """Make a step of a recipe."""
    kind, amount, days = recipe
    later = at_ms + (days or 0) * DAY_MS
    if kind == "earn":
        return wallet.Earn("points", amount, later if days else None)
    if kind == "burn":
        return wallet.Burn("points", amount)
    if kind == "hold":
        return wallet.PlaceHold(f"hld_{number}", "points", amount, later)
    if kind == "claw":
        return wallet.Claw("points", amount)
    return wallet.Prolong("points", at_ms + amount * DAY_MS)


@given(story=STORIES)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sequence_ends_as_it_does_in_the_ledger(
    database: Records, clock: FrozenClock, story: Any
) -> None:
    owner_id = a_wallet()
    rehearsal = wallet.Rehearsal(owner_id)
    begun = clock.now()

    for number, (days, recipes) in enumerate(story):
        clock.advance(days=days)

        def decide(view: wallet.WalletView, n: int = number, r: Any = recipes) -> wallet.Decision:
            return wallet.Decision([step_of(recipe, view.at_ms, n) for recipe in r[:3]])

        real = outcome(lambda d=decide: wallet.post(owner_id, wallet.Command("test"), d).entry["m"])
        shown = outcome(lambda d=decide: rehearsal.post(d, at=clock.now()).moves)
        assert shown == real

    looked = clock.now() + timedelta(days=20)
    clock.set(looked)
    assert dump(rehearsal.view(looked).state) == dump(wallet.get_wallet(owner_id).state)
    for days in range(0, (looked - begun).days, 5):
        moment = begun + timedelta(days=days, seconds=1)
        expected = wallet.get_wallet(owner_id).units_before("points", moment)
        assert rehearsal.view(looked).units_before("points", moment) == expected


def outcome(work: Any) -> Any:
    """Give what a call gives, or how it is refused."""
    try:
        return work()
    except Refusal as refusal:
        return (refusal.code, refusal.detail)


def test_a_rehearsal_goes_on_from_a_real_wallet_and_leaves_it_alone(
    database: Records, clock: FrozenClock
) -> None:
    owner_id = a_wallet(100)
    before = entries_of(owner_id)
    clock.advance(days=1)
    rehearsal = wallet.Rehearsal(owner_id, opening=wallet.get_wallet(owner_id))

    burned = rehearsal.post(lambda _: wallet.Decision([wallet.Burn("points", 30)]), at=clock.now())

    assert burned.view.balance("points").available == 70
    assert burned.view.units_before("points", clock.now()) == 100
    assert rehearsal.view(clock.now()).units_before("points", clock.now() - timedelta(days=2)) == 0
    assert entries_of(owner_id) == before


def test_a_refused_rehearsal_changes_nothing(clock: FrozenClock) -> None:
    rehearsal = wallet.Rehearsal("mem_a")

    with pytest.raises(wallet.InsufficientPoints):
        rehearsal.post(
            lambda _: wallet.Decision([wallet.Earn("points", 5), wallet.Burn("points", 9)]),
            at=clock.now(),
        )

    assert (rehearsal.seq, rehearsal.view(clock.now()).balance("points").available) == (0, 0)


def test_a_rehearsal_tells_what_falls_due(clock: FrozenClock) -> None:
    rehearsal = wallet.Rehearsal("mem_a")
    until = clock.now() + timedelta(days=2)

    rehearsal.post(
        lambda _: wallet.Decision([wallet.Earn("points", 5, wallet.to_ms(until))]), at=clock.now()
    )

    assert rehearsal.next_due_at() == until
    assert rehearsal.view(until).balance("points").available == 0
