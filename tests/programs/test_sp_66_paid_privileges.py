"""A fee for a year of privileges: what comes back of it, and what it brings and costs."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

import sales
import wallet
from program import Line, MembershipKept, daily
from sales import backtesting
from tests.programs.shop import Counter, Shop, a_shop, goods

pytestmark = pytest.mark.sp(66)
NAME = "paid-privileges"
MARCH = {"since": datetime(2026, 3, 1, tzinfo=UTC), "until": datetime(2026, 4, 1, tzinfo=UTC)}


def the_fee(no: int = 1) -> Line:
    return goods(no, 60, sku="CLUB-YEAR")


def join(at: str = "2026-03-02 12:00", **settings: Any) -> tuple[Shop, Counter, sales.Closed]:
    """Open the club and let somebody buy it."""
    shop = a_shop(NAME, at=at, **settings)
    till = shop.till()
    return shop, till, till.sell(the_fee())


def test_the_receipt_of_the_fee_opens_the_term() -> None:
    shop, till, closed = join()

    assert closed.receipt["payable_minor"] == 6000
    assert till.balance("lounge")[0] == 2
    assert till.pay(100) == 90
    shop.at("2027-03-01 23:59")
    assert till.price(100) == 90
    shop.at("2027-03-02 00:00")
    assert till.price(100) == 100
    assert till.balance("lounge")[0] == 0


@pytest.mark.parametrize(
    ("moment", "uses", "refund"),
    [
        ("2026-03-02 13:00", 0, "60.00"),
        ("2026-03-16 23:59", 0, "60.00"),
        ("2026-03-17 00:00", 0, "55.00"),
        ("2026-03-10 12:00", 1, "55.00"),
        ("2026-09-02 00:00", 1, "30.00"),
        ("2026-09-03 00:00", 0, "25.00"),
        ("2027-02-27 12:00", 0, "0.00"),
    ],
)
def test_the_fee_comes_back_whole_in_14_days_unused_and_by_full_months_after(
    moment: str, uses: int, refund: str
) -> None:
    shop, till, closed = join()
    for _ in range(uses):
        till.pay(100)
    shop.at(moment)

    assert till.refund(closed) == Decimal(refund)
    assert till.pay(100) == 100
    assert till.balance("lounge")[0] == 0


@pytest.mark.parametrize(
    ("after", "refund"), [("refuse", None), ("none", "0.00"), ("days", "29.75")]
)
def test_later_the_terms_decide(after: str, refund: str | None) -> None:
    shop, till, closed = join(**{"membership.refund.after": after})
    shop.at("2026-09-02 12:00")
    if refund is None:
        with pytest.raises(MembershipKept):
            till.give_back(closed)
        assert till.price(100) == 90
        return

    assert till.refund(closed) == Decimal(refund)


def test_a_lounge_visit_is_a_use_and_a_purchase_given_back_is_none() -> None:
    _, till, closed = join()
    bought = till.sell(100)
    till.give_back(bought)
    assert till.refund(closed) == 60

    shop, other, fee = join()
    wallet.burn(other.member_id, account="lounge", amount=1, key="l")
    shop.at("2026-03-03 12:00")
    assert other.refund(fee) == 55


def test_two_terms_follow_each_other_and_the_second_can_be_given_back() -> None:
    shop, till, _ = join()
    second = till.sell(the_fee())
    shop.at("2027-06-01 12:00")
    assert till.price(100) == 90
    shop.at("2026-03-05 12:00")
    assert till.refund(second) == 60

    shop.at("2027-06-01 12:00")
    assert till.price(100) == 100


def test_the_rights_of_the_next_term_come_with_it() -> None:
    shop, till, _ = join()
    till.pay(the_fee())
    assert till.balance("lounge")[0] == 2

    shop.at("2027-03-02 00:00")
    daily.run_daily_work(shop.code)

    assert till.lots("lounge") == [(2, "2028-03-02 00:00")]


def test_the_report_sets_fees_against_the_privileges_that_were_used() -> None:
    shop, anna, _ = join()
    boris = shop.till()
    boris.sell(the_fee())
    anna.sell(100)
    anna.sell(200, 50)
    anna.give_back(anna.sell(500))
    shop.at("2026-04-02 12:00")
    anna.sell(1000)  # After the span of the report.

    worth = sales.membership_worth(shop.terms, **MARCH)

    assert worth is not None
    assert (worth.fees_minor, worth.sold) == (12_000, 2)
    assert (worth.privileges_minor, worth.net_minor) == (3500, 8500)
    assert (worth.buyers, worth.users, worth.unused) == (2, 1, 1)


def test_metrics_take_off_what_claimed_rights_cost() -> None:
    shop, anna, _ = join(**{"membership.gives.0.cost": "12.00"})
    anna.sell(100)
    for key in "lm":
        wallet.burn(anna.member_id, account="lounge", amount=1, key=key)
    shop.till()

    found = backtesting.metrics_report(shop.code, **MARCH)

    assert found["membership"] == {
        "fees": "60.00", "privileges": "10.00", "rights": "24.00", "left": "26.00",
        "rights_claimed": 2, "sold": 1, "buyers": 1, "users": 1, "unused": 0,
    }  # fmt: skip
    assert found["regular"]["members"] == found["active"]["members"] == 1


def test_a_fee_that_came_back_is_no_income_but_what_was_kept_of_it_is() -> None:
    shop, whole, fee = join()
    whole.give_back(fee)
    till = shop.till()
    kept = till.sell(the_fee())
    till.pay(100)
    shop.at("2026-03-20 12:00")
    till.give_back(kept)

    worth = sales.membership_worth(shop.terms, **MARCH)

    assert worth is not None
    assert (worth.fees_minor, worth.privileges_minor) == (500, 1000)


def test_a_program_that_sells_no_membership_has_no_fees() -> None:
    shop = a_shop("bonus-five-percent", at="2026-03-02 12:00")

    assert sales.membership_worth(shop.terms, **MARCH) is None
