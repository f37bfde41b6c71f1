"""Points set aside at a till: confirmed once, in whole or part, or back in the balance."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

import program
import sales
import wallet
from foundation.clock import FrozenClock
from program import BurnCapExceeded
from sales import ReturnedLine, Tender
from tests.sales.shop import Till, at_once, entries_of, last_return, open_shop


@pytest.fixture
def rich(till: Till) -> Till:
    """Anna with 1000 points."""
    till.sell(10_000)
    return till


def test_points_set_aside_are_neither_gone_nor_there(rich: Till, clock: FrozenClock) -> None:
    held = rich.hold(600, 2000)

    assert (held.points, held.value_minor, held.account) == (600, 600, "points")
    assert held.expires_at == clock.now() + timedelta(minutes=15)
    assert rich.balance() == (400, 0, 600, 0)
    assert held.view.balance("points").available == 400


def test_a_hold_pays_for_the_receipt_that_names_it(rich: Till) -> None:
    held = rich.hold(600, 2000)

    closed = rich.sell(2000, hold_id=held.hold_id, tenders=(Tender("cash", 1400),))

    assert closed.receipt["burn"]["points"] == 600
    assert closed.receipt["payable_minor"] == 1400
    assert rich.balance() == (400 + 140, 0, 0, 0)


def test_a_hold_is_confirmed_in_part_and_the_rest_comes_back(rich: Till) -> None:
    before = rich.lots()
    held = rich.hold(600, 2000)

    closed = rich.sell(2000, hold_id=held.hold_id, burn_points=250)
    assert (closed.receipt["burn"]["points"], rich.balance()) == (250, (750 + 175, 0, 0, 0))

    assert last_return(rich.give_back(closed))["restored"] == 250
    assert rich.lots() == before


def test_more_than_was_held_is_refused(rich: Till) -> None:
    held = rich.hold(600, 2000)

    with pytest.raises(program.BurnCapExceeded, match="At most 600"):
        rich.quote(2000, hold_id=held.hold_id, burn_points=700)
    with pytest.raises(program.BurnCapExceeded, match="At most 600"):
        rich.sell(2000, hold_id=held.hold_id, burn_points=700)
    assert rich.balance() == (400, 0, 600, 0)


def test_a_quote_counts_the_held_points_as_spendable(rich: Till) -> None:
    held = rich.hold(1000, 2000)

    offer = rich.quote(2000, hold_id=held.hold_id).evaluation
    without = rich.quote(2000).evaluation

    assert (offer.burn_points, offer.burn.max_points, offer.payable_minor) == (1000, 1000, 1000)
    assert (without.burn_points, without.burn.max_points) == (0, 0)


def test_no_more_can_be_held_than_the_program_lets_pay(anna: str) -> None:
    burning = {"account": "points", "value": "0.01", "max_percent": 30, "min_points": 50}
    till = open_shop(anna, burning=burning)
    till.sell(10_000)

    for points, cap in ((301, "percent"), (49, "min_points")):
        with pytest.raises(BurnCapExceeded) as refused:
            till.hold(points, 1000)
        assert refused.value.values["cap"] == cap
    assert till.balance() == (1000, 0, 0, 0)


def test_a_basket_that_shrank_since_the_hold_is_refused_until_fewer_points_are_asked(
    rich: Till,
) -> None:
    held = rich.hold(600, 2000)

    with pytest.raises(BurnCapExceeded):
        rich.sell(500, hold_id=held.hold_id)

    assert rich.sell(500, hold_id=held.hold_id, burn_points=500).receipt["payable_minor"] == 0
    assert rich.points == 500


def test_what_is_held_cannot_be_spent_or_held_again(rich: Till) -> None:
    rich.hold(600, 2000)

    with pytest.raises(BurnCapExceeded):
        rich.hold(600, 2000, key="another")
    with pytest.raises(BurnCapExceeded):
        rich.sell(2000, burn_points=401)


def test_a_hold_asked_for_twice_is_placed_once(rich: Till) -> None:
    sale = rich.sale(2000, burn_points=600)

    first = sales.hold(sale, key="the key", actor=rich.actor)
    again = sales.hold(sale, key="the key", actor=rich.actor)

    assert (first.replayed, again.replayed) == (False, True)
    assert replace(again, view=first.view, replayed=False) == first
    assert rich.balance() == (400, 0, 600, 0)
    with pytest.raises(wallet.IdempotencyKeyReused, match="different: burn_points"):
        sales.hold(replace(sale, burn_points=500), key="the key", actor=rich.actor)


def test_an_abandoned_hold_comes_back_by_itself(rich: Till, clock: FrozenClock) -> None:
    held = rich.hold(600, 2000)
    clock.advance(minutes=15)

    assert rich.balance() == (1000, 0, 0, 0)
    with pytest.raises(wallet.HoldTimedOut):
        rich.sell(2000, hold_id=held.hold_id)
    assert rich.points == 1000


def test_a_hold_is_good_until_its_last_moment(rich: Till, clock: FrozenClock) -> None:
    held = rich.hold(600, 2000)
    clock.advance(minutes=14, seconds=59, milliseconds=999)

    assert rich.sell(2000, hold_id=held.hold_id).receipt["burn"]["points"] == 600


def test_the_program_says_how_long_a_hold_is_good(anna: str, clock: FrozenClock) -> None:
    till = open_shop(anna, hold_ttl_seconds=60)
    till.sell(10_000)

    assert till.hold(100, 2000).expires_at == clock.now() + timedelta(minutes=1)


def test_a_released_hold_cannot_be_confirmed(rich: Till) -> None:
    held = rich.hold(600, 2000)

    sales.release_hold(held.hold_id, key="r", actor=rich.actor)
    assert sales.release_hold(held.hold_id, key="r", actor=rich.actor).replayed

    assert rich.balance() == (1000, 0, 0, 0)
    with pytest.raises(wallet.HoldReleased):
        rich.sell(2000, hold_id=held.hold_id)
    with pytest.raises(wallet.HoldReleased):
        sales.release_hold(held.hold_id, key="again", actor=rich.actor)


def test_a_confirmed_hold_can_be_neither_confirmed_nor_released_again(rich: Till) -> None:
    held = rich.hold(600, 2000)
    rich.sell(2000, hold_id=held.hold_id)

    with pytest.raises(wallet.HoldConfirmed):
        rich.sell(2000, hold_id=held.hold_id)
    with pytest.raises(wallet.HoldConfirmed):
        sales.release_hold(held.hold_id, key="r", actor=rich.actor)
    assert rich.points == 400 + 140


def test_a_receipt_with_a_hold_is_answered_again_when_it_is_repeated(
    rich: Till, clock: FrozenClock
) -> None:
    sale = rich.sale(2000, hold_id=rich.hold(600, 2000).hold_id)
    first = rich.close(sale)
    clock.advance(hours=1)

    assert rich.close(sale).receipt == first.receipt
    assert rich.close(sale, key="another key").receipt == first.receipt
    assert rich.points == 540


def test_two_tills_that_confirm_one_hold_at_once_spend_it_once(rich: Till) -> None:
    held = rich.hold(600, 2000)
    tills = [Till(rich.member_id, id=f"trm_{n}") for n in range(4)]

    found = at_once([lambda t=t: t.sell(2000, hold_id=held.hold_id) for t in tills])

    refused = [one for one in found if isinstance(one, wallet.HoldConfirmed)]
    assert len(refused) == 3
    assert rich.balance() == (400 + 140, 0, 0, 0)


def test_a_hold_confirmed_and_released_at_once_ends_once(rich: Till) -> None:
    held = rich.hold(600, 2000)

    found = at_once(
        [
            lambda: rich.sell(2000, hold_id=held.hold_id),
            lambda: sales.release_hold(held.hold_id, key="r", actor=rich.actor),
        ]
    )

    is_refused = [isinstance(one, wallet.HoldConfirmed | wallet.HoldReleased) for one in found]
    assert sorted(is_refused) == [False, True]
    assert rich.points == (1000 if is_refused[0] else 540)


def test_only_the_till_that_placed_a_hold_releases_it(rich: Till) -> None:
    held = rich.hold(600, 2000)
    door = Till(rich.member_id, id="trm_door")

    with pytest.raises(wallet.HoldNotFound):
        sales.release_hold(held.hold_id, key="r", actor=door.actor)
    with pytest.raises(wallet.HoldNotFound):
        sales.release_hold("hld_nothing", key="r", actor=rich.actor)
    assert rich.balance() == (400, 0, 600, 0)


def test_a_hold_of_another_member_is_not_found(rich: Till) -> None:
    held = rich.hold(600, 2000)
    wallet.open_wallet("mem_boris")
    boris = Till("mem_boris", id="trm_door")
    boris.sell(10_000)

    with pytest.raises(wallet.HoldNotFound):
        boris.sell(2000, hold_id=held.hold_id)
    assert entries_of("mem_boris") == 1


def test_points_that_expire_while_they_are_held_still_pay(rich: Till, clock: FrozenClock) -> None:
    ((_, expires),) = rich.lots()
    assert expires == "2026-09-03 00:00"
    clock.set(clock.now().replace(month=9, day=2, hour=20, minute=55))
    held = rich.hold(600, 2000)
    clock.advance(minutes=10)

    closed = rich.sell(2000, hold_id=held.hold_id, burn_points=500)

    assert closed.receipt["burn"]["points"] == 500
    assert rich.points == 150


def test_points_that_expired_while_held_are_gone_when_the_hold_is_released(
    rich: Till, clock: FrozenClock
) -> None:
    clock.set(clock.now().replace(month=9, day=2, hour=20, minute=55))
    held = rich.hold(600, 2000)
    clock.advance(minutes=10)

    sales.release_hold(held.hold_id, key="r", actor=rich.actor)

    assert rich.balance() == (0, 0, 0, 0)


def test_a_receipt_of_a_hold_is_returned_line_by_line(rich: Till) -> None:
    held = rich.hold(600, 2000, 1000)
    closed = rich.sell(2000, 1000, hold_id=held.hold_id)

    rich.give_back(closed, ReturnedLine(1))
    rich.give_back(closed)

    assert rich.balance() == (1000, 0, 0, 0)
