"""Whatever makes units available pays what is owed first, at the moment it does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wallet.book import Book, kinds, move_of
from wallet.errors import InsufficientPoints
from wallet.steps import Burn, Claw, ConfirmHold, Earn, PlaceHold, Receive, ReleaseHold, Restore
from wallet.values import Lot, dump

UNDATED = Lot("1.1", 6, None, 5, 5)
DATED = Lot("1.1", 6, 15, 5, 5)


def in_debt(*, held: int = 0, pending: int = 0, owed: int = 4, until_ms: int = 90) -> Book:
    """Give a book at moment 20 that owes units and may hold some or wait for some."""
    book = Book()
    if held:
        book.post(10, Earn("points", held, 80), PlaceHold("h1", "points", held, until_ms))
    if pending:
        book.post(11, Earn("points", pending, 80, available_ms=40))
    book.post(12, Earn("points", 1))
    book.post(20, Claw("points", owed + 1))
    assert book.balance(20) == (0, pending, held, owed)
    return book


@pytest.mark.parametrize(
    ("step", "balance"),
    [
        (Earn("points", 3), (0, 0, 0, 1)),
        (Earn("points", 4), (0, 0, 0, 0)),
        (Earn("points", 9), (5, 0, 0, 0)),
        (Earn("points", 9, available_ms=90), (0, 9, 0, 4)),
        (Earn("points", 9, expires_ms=21), (0, 0, 0, 4)),
        (Earn("status", 9), (0, 0, 0, 4)),
        (Restore("points", (UNDATED,)), (2, 0, 0, 0)),
        (Restore("points", (DATED,)), (0, 0, 0, 4)),
        (Restore("points", (DATED,), not_before_ms=90), (2, 0, 0, 0)),
        (Receive("points", (UNDATED,)), (2, 0, 0, 0)),
        (Receive("points", (DATED,)), (0, 0, 0, 4)),
    ],
)
def test_a_credit_pays_the_debt_first(step: Any, balance: Any) -> None:
    book = in_debt()

    book.post(21, step)

    assert book.balance(21) == balance


@pytest.mark.parametrize(
    ("step", "balance"),
    [
        (ReleaseHold("h1"), (6, 0, 0, 0)),
        (ConfirmHold("h1", 3), (3, 0, 0, 0)),
        (ConfirmHold("h1", 8), (0, 0, 0, 2)),
        (ConfirmHold("h1"), (0, 0, 0, 4)),
    ],
)
def test_what_a_hold_gives_back_pays_the_debt_first(step: Any, balance: Any) -> None:
    book = in_debt(held=10)

    book.post(21, step)

    assert book.balance(21) == balance


def test_a_debt_is_paid_before_the_same_posting_spends() -> None:
    book = in_debt(held=10)
    before = dump(book.state)

    with pytest.raises(InsufficientPoints) as refusal:
        book.post(21, ReleaseHold("h1"), Burn("points", 7))

    assert refusal.value.values["balance"] == 6
    assert dump(book.state) == before


@pytest.mark.parametrize(
    ("at_ms", "balance"), [(39, (0, 7, 0, 4)), (40, (3, 0, 0, 0)), (80, (0, 0, 0, 0))]
)
def test_units_that_become_available_pay_the_debt_by_themselves(at_ms: int, balance: Any) -> None:
    book = in_debt(pending=7)

    assert book.balance(at_ms) == balance


@pytest.mark.parametrize(
    ("at_ms", "balance"), [(49, (0, 0, 7, 4)), (50, (3, 0, 0, 0)), (80, (0, 0, 0, 0))]
)
def test_a_hold_that_runs_out_pays_the_debt_by_itself(at_ms: int, balance: Any) -> None:
    book = in_debt(held=7, until_ms=50)

    assert book.balance(at_ms) == balance


@pytest.mark.parametrize("book", [in_debt(pending=7), in_debt(held=7, until_ms=50)])
def test_units_that_woke_and_expired_unseen_have_paid_the_debt(book: Book) -> None:
    late = book.post(200, Earn("status", 1))

    assert book.balance(200) == (0, 0, 0, 0)
    assert move_of(late, "repay")["p"] == 4
    assert move_of(late, "expire")["n"] == -3


def test_holds_that_run_out_together_pay_with_what_expires_first() -> None:
    book = Book()
    book.post(10, Earn("points", 5), PlaceHold("a", "points", 5, 50))
    book.post(11, Earn("points", 5, 80), PlaceHold("b", "points", 5, 50))
    book.post(12, Claw("points", 5))

    assert book.lots(50) == [(5, None)]


def test_what_woke_is_told_of_once() -> None:
    book = Book()
    book.post(10, Earn("points", 6, available_ms=30))

    first = book.post(30, Earn("status", 1))
    second = book.post(31, Earn("status", 1))

    assert move_of(first, "activate") == {"t": "activate", "u": "points", "n": 0, "p": 6}
    assert kinds(second) == ["earn"]


def test_debt_and_what_pays_it_leave_the_total_as_it_was() -> None:
    book = in_debt(held=10)

    paid = book.post(21, ReleaseHold("h1"))

    assert kinds(paid) == ["release", "repay"]
    assert sum(move["n"] for move in paid.moves) == 0
    assert book.balance(21) == (6, 0, 0, 0)
