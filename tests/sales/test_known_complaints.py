"""What users of other engines complain of, each as a behaviour that must not come back.

In brackets the report in which it was described.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import program
import wallet
from foundation.clock import FrozenClock
from program import Line
from sales import ReturnedLine
from tests.builders import a_line
from tests.sales.shop import LADDER, POINTS, STATUS, TENTH, Till, entries_of, last_return, open_shop


def test_buying_and_refunding_again_and_again_gives_no_points(till: Till) -> None:
    """[odoo/odoo#257854]"""
    for _ in range(3):
        till.give_back(till.sell(100_00))

    assert till.balance() == (0, 0, 0, 0)


def test_refunding_a_receipt_paid_with_points_gives_them_back_once(till: Till) -> None:
    """[odoo/odoo#212922]"""
    wallet.earn(till.member_id, account="points", amount=500, key="opening")
    paid = till.sell(10_00, burn_points=500)

    till.give_back(paid)

    assert till.points == 500


def test_a_partial_refund_of_a_receipt_paid_with_points_charges_none_again(till: Till) -> None:
    """[odoo/odoo#221928]"""
    wallet.earn(till.member_id, account="points", amount=600, key="opening")
    paid = till.sell(10_00, 20_00, burn_points=600)
    before = till.points

    back = till.give_back(paid, ReturnedLine(1))

    assert last_return(back)["restored"] == 200
    assert till.points == before + 200 - last_return(back)["clawed"].get("points", 0)


def test_a_partial_return_takes_its_share_of_the_points(till: Till) -> None:
    """[frappe/erpnext#32951]"""
    sold = till.sell(30_00, 70_00)

    till.give_back(sold, ReturnedLine(2))

    assert till.points == 300


def test_a_confirmation_sent_twice_counts_once(till: Till) -> None:
    """[odoo/odoo#222372]"""
    sale = till.sale(100_00)

    till.close(sale, key="first")
    till.close(sale, key="second")

    assert till.points == 1000


def test_a_receipt_of_an_offline_till_sent_again_later_counts_once(
    till: Till, clock: FrozenClock
) -> None:
    """[OCA/pos#185]"""
    sale = till.sale(100_00)
    clock.advance(days=2)
    till.close(sale, key="late")

    clock.advance(days=1)
    till.close(sale, key="later still")

    assert till.points == 1000


def test_points_spent_by_an_offline_till_are_deducted_when_it_is_back(
    till: Till, clock: FrozenClock
) -> None:
    """[odoo/odoo#108240]"""
    wallet.earn(till.member_id, account="points", amount=900, key="opening")
    sale = till.sale(10_00, burn_points=900)
    clock.advance(hours=9)

    till.close(sale)

    assert till.points == 10


def test_a_receipt_cancelled_and_closed_again_pays_its_points_once(till: Till) -> None:
    """[wpswings/points-and-rewards-for-woocommerce#104, #111]"""
    sale = till.sale(100_00)
    closed = till.close(sale)
    till.reopen(closed)

    till.close(sale, key="again")
    till.close(sale, key="and again")

    assert till.points == 1000


def test_spending_points_near_their_expiry_leaves_the_others_whole(
    till: Till, clock: FrozenClock
) -> None:
    """[FreeOpenSourcePOS/FloCafe#78]"""
    till.sell(100_00)
    clock.advance(days=90)
    till.sell(100_00)
    till.sell(50_00, burn_points=1000)

    clock.advance(days=100)

    assert till.points == 1000 + 400


def test_a_quote_at_midnight_of_the_shop_keeps_its_terms_when_it_is_paid(
    anna: str, clock: FrozenClock
) -> None:
    """[odoo/odoo#222428]"""
    when = {"weekdays": ["mon"]}
    till = open_shop(anna, earning=[TENTH | {"when": when}])
    clock.set(datetime(2026, 3, 2, 21, 59, tzinfo=UTC))  # Monday, 23:59 in Chisinau
    quoted = till.sale(100_00)

    clock.advance(minutes=5)
    till.close(quoted)

    assert till.points == 1000


def test_the_last_day_of_points_is_the_day_that_is_shown(till: Till) -> None:
    """[CatimaLoyalty/Android#2460]"""
    till.sell(100_00)

    assert till.lots() == [(1000, "2026-09-03 00:00")]  # the whole of 2 September


def test_one_point_stays_one_point_whatever_the_currency_rounds(anna: str) -> None:
    """[odoo/odoo#259660]"""
    by_item = {"give": {"points": 1, "per_items": 1}}
    till = open_shop(anna, earning=[TENTH | by_item])

    till.sell(1)

    assert till.points == 1


def test_parts_that_binary_fractions_cannot_hold_sum_to_the_whole(till: Till) -> None:
    """[odoo/odoo#111670]"""
    wallet.earn(till.member_id, account="points", amount=30, key="opening")

    closed = till.sell(10, 10, 10, burn_points=30)

    assert closed.receipt["payable_minor"] == 0
    assert till.points == 0


def test_a_first_tier_from_nothing_is_held_from_the_first_receipt(till: Till) -> None:
    """[frappe/erpnext#22167]"""
    till.sell(1)

    assert till.tier == "bronze"


def test_spending_points_demotes_nobody(till: Till) -> None:
    """[DivanteLtd/open-loyalty#131]"""
    till.sell(150_00)
    till.sell(15_00, burn_points=1500)

    assert till.tier == "silver"


def test_points_of_a_weak_currency_are_not_taken_in_a_strong_one(till: Till) -> None:
    """[Automattic/woocommerce-payments#2848]"""
    refusal = None
    try:
        till.quote(100_00, currency="MDL")
    except program.CurrencyMismatch as raised:
        refusal = raised

    assert refusal is not None


def test_the_part_paid_in_money_earns_when_points_pay_the_rest(till: Till) -> None:
    """[MicrosoftDocs/dynamics-365-unified-operations-public#3026]"""
    wallet.earn(till.member_id, account="points", amount=400, key="opening")

    till.sell(10_00, burn_points=400)

    assert till.points == 60


def test_points_are_earned_on_what_is_paid_and_not_on_the_price_before(till: Till) -> None:
    """[odoo/odoo#164723]"""
    till.sell(a_line(1, 80_00, gross_minor=100_00))

    assert till.points == 800


def test_rules_on_one_line_are_summed_only_where_the_terms_say_so(anna: str) -> None:
    """[saleor/saleor#14920]"""
    more = TENTH | {"id": "more", "give": {"percent": 20}}
    accounts = {"points": POINTS | {"stacking": "max"}, "status": STATUS}
    till = open_shop(anna, accounts=accounts, earning=[TENTH, more], tiers=LADDER)

    till.sell(100_00)

    assert till.points == 2000


def test_lines_that_were_taken_off_the_receipt_earn_nothing(till: Till) -> None:
    """[FreeOpenSourcePOS/FloCafe#720]"""
    nothing = Line(2, "voided", Decimal(1), 0)

    till.sell(a_line(1, 10_00), nothing)

    assert till.points == 100


def test_every_movement_says_why(till: Till) -> None:
    """[DivanteLtd/open-loyalty#79]"""
    closed = till.sell(100_00)

    moves = [move for move in closed.moves if move["t"] == "earn"]
    assert all(move["w"]["rules"] and move["w"]["receipt"] for move in moves)


def test_the_twenty_ninth_of_february_is_a_day_like_others(till: Till, clock: FrozenClock) -> None:
    """[zhtyyx/ioe#88]"""
    clock.set(datetime(2028, 2, 29, 10, tzinfo=UTC))
    closed = till.sell(100_00)

    assert till.lots() == [(1000, "2028-08-30 00:00")]
    assert closed.receipt["state"] == "closed"
    assert entries_of(till.member_id) == 1
