"""Receipts cancelled, and receipts opened again and closed with other content."""

from __future__ import annotations

import pytest

import sales
from sales import ReturnedLine
from tests.sales.shop import Till, at_once


def test_a_cancelled_receipt_is_as_if_it_had_never_been(till: Till) -> None:
    till.sell(10_000)
    closed = till.sell(2000, burn_points=500)

    gone = till.void(closed)

    assert gone.receipt["state"] == "cancelled"
    assert (till.points, till.balance("status")[0]) == (1000, 100)
    assert till.void(closed).replayed
    for change in (till.give_back, lambda r: till.reopen(r), lambda r: till.void(r, key="another")):
        with pytest.raises(sales.ReceiptNotClosed, match="is cancelled"):
            change(closed)


def test_a_cancelled_number_stays_taken(till: Till) -> None:
    till.void(till.sell(2000, receipt_no="R1", key="first"))

    for amount in (2000, 3000):
        with pytest.raises(sales.ReceiptCancelled):
            till.sell(amount, receipt_no="R1", key=f"again {amount}")
    assert till.sell(2000, receipt_no="R1", key="first").replayed
    assert till.points == 0


@pytest.mark.parametrize("amount", [2000, 3000])
def test_a_reopened_receipt_closes_again_and_pays_once(till: Till, amount: int) -> None:
    sale = till.sale(2000)
    till.reopen(till.close(sale, key="first"))
    assert till.points == 0
    assert sales.get_receipt(sales.receipt_id(till.id, "R1"))["state"] == "open"

    again = till.sell(amount, receipt_no="R1", key="second")
    repeated = till.sell(amount, receipt_no="R1", key="second")

    assert (again.replayed, repeated.replayed) == (False, True)
    assert (again.receipt["state"], again.receipt["n"]) == ("closed", 2)
    assert till.points == amount // 10
    assert till.give_back(again).receipt["state"] == "returned"
    assert till.balance() == (0, 0, 0, 0)


def test_a_receipt_set_to_closed_again_and_again_pays_once(till: Till) -> None:
    sale = till.sale(2000)
    for turn in range(3):
        till.reopen(till.close(sale, key=f"close {turn}"), key=f"open {turn}")

    closed = till.close(sale, key="at last")

    assert closed.receipt["n"] == 6
    assert till.points == 200
    with pytest.raises(sales.ReceiptClosed):
        till.sell(9999, receipt_no="R1", key="too late")


def test_a_reopened_receipt_closed_by_two_hands_at_once_pays_once(till: Till) -> None:
    sale = till.sale(2000)
    till.reopen(till.close(sale, key="first"))

    found = at_once([lambda n=n: till.close(sale, key=f"hand {n}") for n in range(4)])

    assert sorted(closed.replayed for closed in found) == [False, True, True, True]
    assert till.points == 200


def test_an_open_receipt_can_be_neither_returned_nor_cancelled_nor_opened(till: Till) -> None:
    closed = till.sell(2000)
    till.reopen(closed)

    for change in (till.give_back, till.void, lambda r: till.reopen(r, key="another")):
        with pytest.raises(sales.ReceiptNotClosed, match="is open"):
            change(closed)


def test_a_receipt_of_which_something_came_back_is_returned_not_cancelled(till: Till) -> None:
    closed = till.sell(2000, 1000)
    till.give_back(closed, ReturnedLine(2))

    for change in (till.void, till.reopen):
        with pytest.raises(sales.ReceiptNotClosed, match="partially_returned"):
            change(closed)
