"""Units that wait for a decision: they ripen when it is made, or are taken back unspent."""

from __future__ import annotations

import pytest

from tests.wallet.book import Book, move_of
from wallet.errors import InsufficientPoints
from wallet.steps import Burn, Claw, Earn, Mature
from wallet.values import UNDATED_MS, next_due_ms


def a_book(*amounts: int) -> Book:
    """Give a book whose points wait for a decision."""
    book = Book()
    for place, amount in enumerate(amounts):
        book.post(10 + place, Earn("points", amount, None, UNDATED_MS))
    return book


def test_units_without_a_date_wait_for_ever() -> None:
    book = a_book(50)

    assert book.balance(UNDATED_MS - 1) == (0, 50, 0, 0)
    assert next_due_ms(book.state, 10) is None
    with pytest.raises(InsufficientPoints):
        book.post(20, Burn("points", 1))


def test_units_ripen_with_an_expiry_of_their_own_and_others_go_on_waiting() -> None:
    book = a_book(50, 30)

    outcome = book.post(20, Mature("points", 50, ("1.1",), 90, {"reason": "approved"}))

    assert book.balance(20) == (50, 30, 0, 0)
    assert book.balance(90) == (0, 30, 0, 0)
    move = move_of(outcome, "mature")
    assert (move["n"], move["p"], move["w"]) == (0, 50, {"reason": "approved"})


def test_ripe_units_repay_a_debt_first() -> None:
    book = a_book(50)
    book.post(20, Claw("points", 20, (), "debt"))

    book.post(21, Mature("points", 50, ("1.1",)))

    assert book.balance(21) == (30, 0, 0, 0)


@pytest.mark.parametrize(("amount", "lots"), [(51, ("1.1",)), (1, ()), (1, ("2.1",))])
def test_no_more_ripens_than_waits_in_the_lots_named(amount: int, lots: tuple[str, ...]) -> None:
    book = a_book(50)
    book.post(20, Earn("points", 5, 99))

    with pytest.raises(InsufficientPoints):
        book.post(21, Mature("points", amount, lots))

    assert book.balance(21) == (5, 50, 0, 0)


def test_what_waits_can_be_taken_back_and_nothing_else_is_touched() -> None:
    book = a_book(50, 30)
    book.post(20, Earn("points", 5, 99))

    book.post(21, Claw("points", 50, ("1.1",), "clamp", kind="pending_cancel"))

    assert book.balance(21) == (5, 30, 0, 0)
