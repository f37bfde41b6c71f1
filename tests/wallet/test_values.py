"""The stored form of a wallet's state, and when something in it falls due."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wallet.book import Book, stored
from wallet.steps import Claw, Earn, PlaceHold, SetMark
from wallet.values import Balance, WalletState, balance_of, dump, load, next_due_ms


def a_full_book() -> Book:
    """Give a book with something of everything."""
    book = Book()
    book.post(10, Earn("points", 9, 90), Earn("stamps", 2), PlaceHold("h", "points", 4, 70, "ref"))
    book.post(11, Earn("points", 5, available_ms=60), SetMark("tier", {"code": "gold"}, 80))
    book.post(12, Claw("stamps", 3))
    return book


def test_a_state_comes_back_from_its_stored_form() -> None:
    state = a_full_book().state

    assert load(stored(dump(state))) == state
    assert load(None) == load({}) == WalletState()


def test_the_stored_form_depends_on_content_alone() -> None:
    state = a_full_book().state
    turned = WalletState(
        dict(reversed(state.accounts.items())),
        dict(reversed(state.holds.items())),
        dict(reversed(state.marks.items())),
    )
    turned.account("unused")

    assert dump(turned) == dump(state)


def test_a_copy_is_changed_alone() -> None:
    state = a_full_book().state
    before = dump(state)

    copied = state.copy()
    copied.account("points").lots.clear()
    copied.account("points").debt = 9
    copied.holds.clear()
    copied.marks.clear()

    assert dump(state) == before


def test_a_balance_is_what_the_shop_owes() -> None:
    state = a_full_book().state

    assert balance_of(state, "points", 12) == Balance(5, 5, 4, 0)
    assert balance_of(state, "points", 12).total == 14
    assert balance_of(state, "stamps", 12).total == -1
    assert balance_of(state, "money", 12) == Balance(0, 0, 0, 0)


@pytest.mark.parametrize(
    ("steps", "due"),
    [
        ([], None),
        ([Earn("points", 1)], None),
        ([Earn("points", 1, 90)], 90),
        ([Earn("points", 1, 90, 30)], 30),
        ([Earn("points", 1), PlaceHold("h", "points", 1, 70)], 70),
        ([SetMark("tier", "gold", 80)], 80),
        ([SetMark("tier", "gold")], None),
        ([Earn("points", 1, 90), SetMark("tier", "gold", 80)], 80),
    ],
)
def test_a_wallet_knows_what_comes_next(steps: list[Any], due: int | None) -> None:
    book = Book()

    book.post(10, *steps)

    assert next_due_ms(book.state, 10) == due
