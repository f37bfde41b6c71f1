"""Closing a receipt: once, whole, and by the terms of its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

import program
import sales
import wallet
from foundation import Refusal
from foundation.clock import FrozenClock
from program import BurnCapExceeded, CurrencyMismatch, InvalidBasket, LineRepeated
from sales import Tender
from tests.builders import a_line
from tests.sales.shop import OPENED, TENTH, Till, a_program, at_once, earned, entries_of


def test_a_receipt_earns_points_and_status_in_one_entry(till: Till) -> None:
    closed = till.sell(1999, 1)

    assert earned(closed) == {"points": 200, "status": 20}
    assert (till.balance(), till.balance("status")) == ((200, 0, 0, 0), (20, 0, 0, 0))
    assert [move["t"] for move in closed.moves] == ["earn", "earn"]
    assert entries_of(till.member_id) == 1
    assert not closed.replayed


def test_every_line_earned_names_its_rule_its_version_and_its_receipt(till: Till) -> None:
    closed = till.sell(1999, 1)

    (points, _) = closed.moves
    assert points["w"] == {
        "receipt": closed.receipt["_id"], "no": "R1", "rules": [["basic", 200]], "version": 1,
    }  # fmt: skip
    assert closed.receipt["earned"][0]["hits"] == [["basic", 1, 200]]


def test_what_is_quoted_is_what_is_committed(till: Till) -> None:
    till.sell(20_000)
    sale = till.sale(1999, 555, burn_points=777)

    offer = sales.quote(sale).evaluation
    closed = till.close(sale)

    assert closed.receipt["payable_minor"] == offer.payable_minor == 1777
    assert closed.receipt["burn"]["points"] == offer.burn_points == 777
    assert closed.receipt["burn"]["value_minor"] == offer.burn_value_minor == 777
    assert {row["no"]: row["burn"] for row in closed.receipt["lines"]} == offer.burn_by_line
    assert earned(closed) == {found.account: found.amount for found in offer.earned}


def test_a_closed_receipt_reads_as_it_was_answered(till: Till) -> None:
    tenders = (Tender("cash", 1000), Tender("card", 999))

    closed = till.sell(1999, tenders=tenders, store_id="sto_1", channel="store", total_minor=1999)

    read = sales.get_receipt(closed.receipt["_id"], member_id=till.member_id)
    assert read == closed.receipt
    assert (read["state"], read["store_id"], read["tenders"]) == (
        "closed", "sto_1", [["cash", 1000], ["card", 999]]
    )  # fmt: skip
    with pytest.raises(sales.ReceiptNotFound):
        sales.get_receipt(closed.receipt["_id"], member_id="mem_boris")
    with pytest.raises(sales.ReceiptNotFound):
        sales.get_receipt("rcp_unknown")


def test_points_pay_and_only_money_earns_again(till: Till) -> None:
    till.sell(10_000)

    closed = till.sell(1500, burn_points=1000, tenders=(Tender("cash", 500),))

    assert earned(closed) == {"points": 50, "status": 15}
    assert till.points == 1000 - 1000 + 50


def test_a_whole_receipt_can_be_paid_with_points(till: Till) -> None:
    till.sell(10_000)

    closed = till.sell(1000, burn_points=1000, tenders=())

    assert closed.receipt["payable_minor"] == 0
    assert till.points == 0


def test_a_receipt_sent_again_by_an_offline_till_counts_once(
    till: Till, clock: FrozenClock
) -> None:
    sale = till.sale(1999)
    first = till.close(sale, key="first try")
    clock.advance(days=3)

    again = till.close(sale, key="first try")
    by_another_key = till.close(sale, key="after a reinstall")

    assert (first.replayed, again.replayed, by_another_key.replayed) == (False, True, True)
    assert first.receipt == again.receipt == by_another_key.receipt
    assert again.view.balance("points").available == 199
    assert entries_of(till.member_id) == 1


def test_a_repeat_is_answered_even_if_the_points_are_gone_by_then(till: Till) -> None:
    till.sell(10_000)
    sale = till.sale(1000, burn_points=1000)
    first = till.close(sale)
    assert till.points == 0

    assert till.close(sale).receipt == first.receipt
    assert till.close(sale, key="another key").receipt == first.receipt


def test_an_answer_given_again_shows_the_balance_of_that_time(till: Till) -> None:
    sale = till.sale(1000)
    till.close(sale)
    till.sell(5000)

    assert till.close(sale).view.balance("points").available == 100
    assert till.points == 600


def test_the_same_key_with_another_body_is_refused_naming_what_differs(till: Till) -> None:
    sale = till.sale(1999, 500)
    till.close(sale, key="the key")

    with pytest.raises(wallet.IdempotencyKeyReused, match="different: lines, total_minor"):
        till.close(replace(sale, lines=sale.lines[:1], total_minor=1999), key="the key")
    with pytest.raises(wallet.IdempotencyKeyReused, match="different: receipt_no"):
        till.close(replace(sale, receipt_no="R9"), key="the key")
    assert entries_of(till.member_id) == 1


def test_a_number_used_again_with_another_content_is_refused_naming_what_differs(
    till: Till,
) -> None:
    sale = till.sale(1999)
    till.close(sale)

    with pytest.raises(sales.ReceiptClosed, match="R1 .* different: lines"):
        till.close(replace(sale, lines=(a_line(1, 2999),)), key="another key")
    with pytest.raises(sales.ReceiptClosed, match="occurred_at"):
        till.close(replace(sale, occurred_at=OPENED), key="a third key")
    assert till.points == 199


def test_a_receipt_of_another_member_keeps_its_number(till: Till) -> None:
    till.sell(1999, receipt_no="R7")
    wallet.open_wallet("mem_boris")

    with pytest.raises(sales.ReceiptClosed, match="different: member_id, wallet"):
        Till("mem_boris").sell(1999, receipt_no="R7", key="of boris")
    assert wallet.get_wallet("mem_boris").seq == 0


def test_tills_number_their_receipts_independently(till: Till) -> None:
    till.sell(1000, receipt_no="1")
    Till(till.member_id, id="trm_door").sell(1000, receipt_no="1")

    assert till.points == 200


def test_a_key_is_the_terminals_own(till: Till) -> None:
    till.sell(1000, key="1")
    Till(till.member_id, id="trm_door").sell(1000, key="1")

    assert till.points == 200


def test_one_receipt_confirmed_by_many_hands_at_once_counts_once(till: Till) -> None:
    sale = till.sale(1999)

    closed = at_once([lambda n=n: till.close(sale, key=f"hand {n}") for n in range(6)])

    assert sorted(found.replayed for found in closed) == [False] + [True] * 5
    assert (till.points, entries_of(till.member_id)) == (199, 1)


def test_the_same_points_cannot_be_spent_at_two_tills_at_once(till: Till) -> None:
    till.sell(10_000)
    tills = [Till(till.member_id, id=f"trm_{n}") for n in range(4)]

    found = at_once([lambda t=t: t.sell(1000, burn_points=1000) for t in tills])

    refused = [one for one in found if isinstance(one, BurnCapExceeded)]
    assert len(refused) == 3
    assert {refusal.values["cap"] for refusal in refused} == {"balance"}
    assert till.points == 0


def test_receipts_closed_at_once_all_count(till: Till) -> None:
    tills = [Till(till.member_id, id=f"trm_{n}") for n in range(5)]

    at_once([lambda t=t: t.sell(1000) for t in tills])

    assert till.points == 500
    assert entries_of(till.member_id) == 5


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"currency": "MDL"}, CurrencyMismatch),
        ({"total_minor": 1998}, sales.TotalDiffers),
        ({"tenders": (Tender("cash", 1998),)}, sales.TendersDoNotAddUp),
        ({"tenders": (Tender("cash", 2099), Tender("card", -100))}, sales.TendersDoNotAddUp),
        ({"tenders": ()}, sales.TendersDoNotAddUp),
        ({"lines": ()}, sales.EmptyReceipt),
        ({"lines": (a_line(1, -1999),)}, InvalidBasket),
        ({"lines": (a_line(1, 1999), a_line(2, -100))}, InvalidBasket),
        ({"lines": (a_line(1, 999), a_line(1, 1000))}, LineRepeated),
        ({"burn_points": 1}, BurnCapExceeded),
        ({"program": "nothing"}, program.ProgramNotFound),
        ({"occurred_at": OPENED - timedelta(days=1)}, program.ProgramNotEffective),
        ({"member_id": "mem_nobody"}, wallet.WalletNotFound),
        ({"hold_id": "hld_nothing"}, wallet.HoldNotFound),
    ],
)
def test_a_wrong_receipt_is_refused_and_leaves_nothing(
    till: Till, change: dict[str, Any], refusal: type[Refusal]
) -> None:
    sale = till.sale(1999)

    with pytest.raises(refusal):
        till.close(replace(sale, **change), key="the key")
    assert entries_of(till.member_id) == 0

    assert not till.close(sale, key="the key").replayed


def test_a_receipt_of_the_future_is_refused_beyond_ten_minutes_of_a_wrong_clock(
    till: Till, clock: FrozenClock
) -> None:
    till.sell(1000, occurred_at=clock.now() + timedelta(minutes=10))

    with pytest.raises(sales.TimeInvalid):
        till.sell(1000, occurred_at=clock.now() + timedelta(minutes=10, seconds=1))
    assert till.points == 100


def test_a_receipt_is_judged_by_the_version_of_its_time_not_of_its_upload(
    till: Till, clock: FrozenClock
) -> None:
    sold_at = clock.now()
    clock.advance(days=1)
    program.apply(a_program(earning=[TENTH | {"give": {"percent": 20}}]), author="olga")

    late = till.sell(1000, occurred_at=sold_at)
    fresh = till.sell(1000)

    assert (late.receipt["version"], earned(late)["points"]) == (1, 100)
    assert (fresh.receipt["version"], earned(fresh)["points"]) == (2, 200)
