"""Each step of the ledger by tables: what it does to lots, holds and debt, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wallet.book import Book, kinds, move_of, slices_of
from wallet.errors import AmountInvalid, HoldNotFound, HoldPlaced, InsufficientPoints, ReturnBlocked
from wallet.rules import LOT_CAP, MOST
from wallet.steps import (
    Burn,
    Claw,
    ConfirmHold,
    Earn,
    PlaceHold,
    Prolong,
    Receive,
    ReleaseHold,
    Restore,
    SetMark,
)
from wallet.values import Lot, dump


def a_book(*lots: tuple[int, int | None], at_ms: int = 10) -> Book:
    """Give a book with lots of (amount, expiry), earned one after another from a moment on."""
    book = Book()
    for place, (amount, expires_ms) in enumerate(lots):
        book.post(at_ms + place, Earn("points", amount, expires_ms))
    return book


# Earning.


@pytest.mark.parametrize(
    ("available_ms", "expires_ms", "at_10", "at_19", "at_20", "at_30"),
    [
        (None, None, (5, 0, 0, 0), (5, 0, 0, 0), (5, 0, 0, 0), (5, 0, 0, 0)),
        (20, None, (0, 5, 0, 0), (0, 5, 0, 0), (5, 0, 0, 0), (5, 0, 0, 0)),
        (3, None, (5, 0, 0, 0), (5, 0, 0, 0), (5, 0, 0, 0), (5, 0, 0, 0)),
        (None, 30, (5, 0, 0, 0), (5, 0, 0, 0), (5, 0, 0, 0), (0, 0, 0, 0)),
        (20, 30, (0, 5, 0, 0), (0, 5, 0, 0), (5, 0, 0, 0), (0, 0, 0, 0)),
        (20, 19, (0, 5, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0)),
        (None, 10, (0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0)),
    ],
)
def test_an_earned_lot_waits_lives_and_expires(
    available_ms: int | None,
    expires_ms: int | None,
    at_10: Any,
    at_19: Any,
    at_20: Any,
    at_30: Any,
) -> None:
    book = Book()

    book.post(10, Earn("points", 5, expires_ms, available_ms))

    assert [book.balance(at) for at in (10, 19, 20, 30)] == [at_10, at_19, at_20, at_30]


def test_a_lot_is_gone_at_the_very_instant_of_its_expiry() -> None:
    book = a_book((5, 30))

    with pytest.raises(InsufficientPoints) as refusal:
        book.post(30, Burn("points", 1))

    assert refusal.value.values == {"account": "points", "balance": 0, "needed": 1}
    assert book.post(29, Burn("points", 5)).moves[-1]["n"] == -5


def test_lots_of_one_expiry_are_one_lot_as_soon_as_both_are_available() -> None:
    book = a_book((5, 50), (7, 50), (2, None))
    book.post(13, Earn("points", 1, 50, available_ms=20))
    book.post(14, Earn("points", 3, 50, available_ms=20))

    assert book.lots(14) == [(12, 50), (4, 50), (2, None)]


def test_an_account_does_not_touch_another() -> None:
    book = a_book((5, 50))

    book.post(11, Earn("status", 9), Burn("points", 5))

    assert book.balance(11, "points") == (0, 0, 0, 0)
    assert book.balance(11, "status") == (9, 0, 0, 0)


@pytest.mark.parametrize("amount", [0, -1, MOST + 1, 1.5, "3", None])
def test_amounts_are_whole_positive_and_bounded(amount: Any) -> None:
    book = a_book((5, None))
    before = dump(book.state)

    for step in (Earn("points", amount), Burn("points", amount), Claw("points", amount)):
        with pytest.raises(AmountInvalid):
            book.post(11, step)

    assert dump(book.state) == before


# Burning.


@pytest.mark.parametrize(
    ("amount", "left"),
    [
        (1, [(1, 40), (4, 50), (8, None)]),
        (2, [(4, 50), (8, None)]),
        (5, [(1, 50), (8, None)]),
        (6, [(8, None)]),
        (13, [(1, None)]),
        (14, []),
    ],
)
def test_points_are_spent_in_the_order_in_which_they_expire(amount: int, left: Any) -> None:
    book = a_book((8, None), (4, 50), (2, 40))

    book.post(20, Burn("points", amount))

    assert book.lots(20) == left


def test_of_two_lots_that_expire_together_the_older_is_spent_first() -> None:
    book = Book()
    book.post(10, Earn("points", 3, 50, available_ms=15))
    book.post(11, Earn("points", 4, 50))

    spent = book.post(20, Burn("points", 4))

    assert [(lot.earned_ms, lot.amount) for lot in slices_of(spent)] == [(10, 3), (11, 1)]


def test_more_than_what_is_available_cannot_be_spent() -> None:
    book = a_book((5, None), (4, 12))
    book.post(12, Earn("points", 9, available_ms=90), PlaceHold("h1", "points", 2, 90))

    with pytest.raises(InsufficientPoints) as refusal:
        book.post(13, Burn("points", 4))

    assert refusal.value.values == {"account": "points", "balance": 3, "needed": 4}
    assert book.balance(13) == (3, 9, 2, 0)


def test_a_posting_happens_whole_or_not_at_all() -> None:
    book = a_book((5, None))
    before = dump(book.state)

    with pytest.raises(InsufficientPoints):
        book.post(11, Earn("status", 1), Burn("points", 3), Burn("points", 3), Earn("points", 9))

    assert dump(book.state) == before
    assert len(book.entries) == 1


# Holds.


@pytest.mark.parametrize(
    ("amount", "left", "told"),
    [
        (None, [(3, None)], ["burn"]),
        (7, [(3, None)], ["burn"]),
        (6, [(4, None)], ["burn", "release"]),
        (3, [(1, 50), (6, None)], ["burn", "release"]),
        (1, [(1, 40), (2, 50), (6, None)], ["burn", "release"]),
    ],
)
def test_a_confirmed_hold_is_spent_and_its_rest_goes_home(
    amount: Any, left: Any, told: Any
) -> None:
    book = a_book((2, 40), (2, 50), (6, None))
    book.post(20, PlaceHold("h1", "points", 7, 90))
    assert book.balance(20) == (3, 0, 7, 0)

    ended = book.post(21, ConfirmHold("h1", amount))

    spent = 7 if amount is None else amount
    assert kinds(ended) == told
    assert move_of(ended, "burn")["n"] == -spent
    assert book.balance(21) == (10 - spent, 0, 0, 0)
    assert book.lots(21) == left


def test_a_hold_cannot_be_confirmed_for_more_than_it_holds() -> None:
    book = a_book((9, None))
    book.post(20, PlaceHold("h1", "points", 4, 90))

    with pytest.raises(InsufficientPoints) as refusal:
        book.post(21, ConfirmHold("h1", 5))

    assert refusal.value.values["balance"] == 4
    assert book.balance(21) == (5, 0, 4, 0)


def test_a_released_hold_gives_every_unit_back_to_its_lot() -> None:
    book = a_book((2, 40), (2, 50), (6, None))
    before = book.lots(20)
    book.post(20, PlaceHold("h1", "points", 7, 90))

    ended = book.post(21, ReleaseHold("h1"))

    assert book.lots(21) == before
    assert kinds(ended) == ["release"]


@pytest.mark.parametrize(
    ("at_ms", "balance"),
    [(29, (1, 0, 4, 0)), (30, (5, 0, 0, 0)), (31, (5, 0, 0, 0)), (60, (1, 0, 0, 0))],
)
def test_a_hold_runs_out_by_itself(at_ms: int, balance: Any) -> None:
    book = a_book((4, 60), (1, None))
    book.post(20, PlaceHold("h1", "points", 4, 30))

    assert book.balance(at_ms) == balance


def test_units_that_expire_while_held_can_still_be_confirmed_but_not_released_alive() -> None:
    book = a_book((4, 25))
    book.post(20, PlaceHold("h1", "points", 4, 40))
    assert book.balance(30) == (0, 0, 4, 0)

    ended = book.post(30, ConfirmHold("h1", 3))

    assert kinds(ended) == ["burn", "release", "expire"]
    assert book.balance(30) == (0, 0, 0, 0)


def test_an_open_hold_cannot_be_placed_again() -> None:
    book = a_book((9, None))
    book.post(20, PlaceHold("h1", "points", 4, 30))

    with pytest.raises(HoldPlaced):
        book.post(21, PlaceHold("h1", "points", 5, 30))

    assert book.balance(21) == (5, 0, 4, 0)


@pytest.mark.parametrize("step", [ConfirmHold("h1"), ReleaseHold("h1"), ConfirmHold("h1", 1)])
def test_a_hold_ends_once(step: Any) -> None:
    for end in (ConfirmHold("h1"), ReleaseHold("h1"), None):
        book = a_book((4, None))
        book.post(20, PlaceHold("h1", "points", 4, 30))
        if end is not None:
            book.post(21, end)

        with pytest.raises(HoldNotFound):
            book.post(30, step)


def test_a_hold_that_ran_out_is_told_of_in_the_next_entry() -> None:
    book = a_book((4, None))
    book.post(20, PlaceHold("h1", "points", 4, 30))

    later = book.post(31, Earn("points", 1))

    assert kinds(later) == ["timeout", "earn"]
    assert move_of(later, "timeout") == {
        "t": "timeout",
        "u": "points",
        "n": 0,
        "p": 4,
        "hold": "h1",
    }


# Giving back what was spent.


@pytest.mark.parametrize(
    ("at_ms", "not_before_ms", "lots", "told"),
    [
        (20, None, [(2, 40), (4, None)], ["burn_reverse"]),
        (39, None, [(2, 40), (4, None)], ["burn_reverse"]),
        (40, None, [(4, None)], ["burn_reverse", "expire"]),
        (40, 60, [(2, 60), (4, None)], ["burn_reverse"]),
        (20, 30, [(2, 40), (4, None)], ["burn_reverse"]),
    ],
)
def test_spent_units_go_back_with_their_first_expiry_or_a_later_one(
    at_ms: int, not_before_ms: Any, lots: Any, told: Any
) -> None:
    book = a_book((2, 40), (4, None))
    spent = book.post(15, Burn("points", 3))

    back = book.post(at_ms, Restore("points", slices_of(spent), not_before_ms))

    assert book.lots(at_ms) == lots
    assert kinds(back)[-len(told) :] == told


def test_units_received_from_another_wallet_keep_their_expiry_and_join_lots_alike() -> None:
    book = a_book((3, 50))

    book.post(20, Receive("points", (Lot("9.1", 2, 50, 5, 5), Lot("9.2", 1, None, 5, 5))))

    assert book.lots(20) == [(5, 50), (1, None)]


# Taking back what was earned.


@pytest.mark.parametrize(
    ("amount", "policy", "balance", "lots", "contra"),
    [
        (3, "debt", (8, 0, 0, 0), [(4, 40), (4, None)], [["issue", 3]]),
        (8, "debt", (3, 0, 0, 0), [(3, 40)], [["issue", 8]]),
        (15, "debt", (0, 0, 0, 4), [], [["issue", 15]]),
        (15, "clamp", (0, 0, 0, 0), [], [["issue", 15], ["write_off", -4]]),
        (11, "block", (0, 0, 0, 0), [], [["issue", 11]]),
    ],
)
def test_earned_units_are_taken_from_their_own_lot_first(
    amount: int, policy: str, balance: Any, lots: Any, contra: Any
) -> None:
    book = a_book((4, 40), (7, None))

    taken = book.post(20, Claw("points", amount, ("2.1",), policy))

    assert book.balance(20) == balance
    assert book.lots(20) == lots
    assert move_of(taken, "earn_reverse")["c"] == contra


def test_a_return_is_blocked_where_the_program_says_so() -> None:
    book = a_book((4, 40))
    before = dump(book.state)

    with pytest.raises(ReturnBlocked) as refusal:
        book.post(20, Claw("points", 5, ("1.1",), "block"))

    assert refusal.value.values == {"account": "points", "needed": 5, "balance": 4}
    assert dump(book.state) == before


def test_a_return_takes_from_its_own_lot_before_that_is_available() -> None:
    book = a_book((4, 40))
    book.post(20, Earn("points", 6, available_ms=90))

    book.post(21, Claw("points", 5, ("2.1",)))

    assert book.balance(21) == (4, 1, 0, 0)


# Marks, few lots, sliding expiry.


def test_a_mark_changes_with_the_posting_and_goes_with_none() -> None:
    book = a_book((4, None))

    book.post(20, SetMark("tier", "gold", 99), Earn("points", 1))
    assert dump(book.state)["m"] == {"tier": ["gold", 99]}
    book.post(21, SetMark("tier", None))

    assert dump(book.state)["m"] == {}


def test_sliding_expiry_moves_all_live_lots_forward_and_none_back() -> None:
    book = a_book((1, 40), (2, 50), (3, 90), (4, None))
    book.post(20, Earn("points", 5, 45, available_ms=30))

    book.post(21, Prolong("points", 60))

    assert sorted(book.lots(21), key=str) == [(1, 60), (2, 60), (3, 90), (4, None), (5, 45)]


def test_lots_stay_few_by_joining_neighbours_to_the_later_expiry() -> None:
    book = a_book(*[(1, 1000 + 10 * place) for place in range(LOT_CAP)])

    joined = book.post(500, Earn("points", 5, 1001))

    assert len(book.lots(500)) == LOT_CAP
    assert book.lots(500)[0] == (6, 1001)
    assert book.balance(500) == (LOT_CAP + 5, 0, 0, 0)
    assert move_of(joined, "merge")["p"] == 1
