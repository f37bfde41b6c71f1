"""Units that are let go before their time, as those that a visit did not use."""

from __future__ import annotations

from tests.wallet.book import Book, kinds, move_of
from wallet.steps import Earn, Lapse, PlaceHold


def a_book() -> Book:
    """Give a book with units that lapse at 40, at 90 and never."""
    book = Book()
    for place, (amount, expires_ms) in enumerate([(2, 40), (3, 90), (4, None)]):
        book.post(10 + place, Earn("points", amount, expires_ms))
    return book


def test_what_would_expire_at_a_moment_is_let_go_now_but_for_what_waits_or_is_held() -> None:
    book = a_book()
    book.post(14, PlaceHold("h1", "points", 3, 30))
    book.post(15, Earn("points", 5, 90, available_ms=50))

    gone = book.post(20, Lapse("points", 90, {"because": "unused"}))

    assert book.lots(20) == [(5, 90), (4, None)]
    assert move_of(gone, "expire") == {
        "t": "expire",
        "u": "points",
        "n": -2,
        "c": [["breakage", 2]],
        "l": [["2.1", 2, 90, 11, 11]],
        "w": {"because": "unused"},
    }


def test_letting_go_of_nothing_is_nothing() -> None:
    assert kinds(a_book().post(20, Lapse("points", 80))) == []
