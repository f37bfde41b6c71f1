"""15 % after the first purchase, 30 % with a code, 500 off machines: how they go together."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import offers
from tests.programs.shop import Counter, a_shop, goods

pytestmark = pytest.mark.sp(16)

CAPSULES = {"category": "capsules"}


def a_client(**settings: Any) -> tuple[Counter, str]:
    """Give a client with one paid order, and a code of 30 %."""
    shop = a_shop("coffee-codes", at="2026-01-15 12:00", **settings)
    till = shop.till()
    till.pay(goods(1, 500, category="filters"))
    code = offers.issue(shop.code, "coffee30", member_id=till.member_id)["text"]
    return till, str(code)


def test_capsules_are_cheaper_from_the_second_order() -> None:
    till = a_shop("coffee-codes").till()

    assert till.pay(goods(1, 2000, **CAPSULES)) == Decimal("2000.00")
    assert till.pay(goods(1, 2000, **CAPSULES)) == Decimal("1700.00")


@pytest.mark.parametrize(("how", "paid"), [("max", "1400.00"), ("multiply", "1190.00")])
def test_a_code_and_the_permanent_discount_are_the_better_or_both(how: str, paid: str) -> None:
    till, code = a_client(**{"stacking.how": how})

    assert till.pay(goods(1, 2000, **CAPSULES), codes=(code,)) == Decimal(paid)


def test_what_lost_to_the_code_says_so() -> None:
    till, code = a_client()

    told = till.rejections(goods(1, 2000, **CAPSULES), codes=(code,))

    assert told == {"rule:regular": "NOT_STACKABLE_WITH"}


@pytest.mark.parametrize(
    "machine",
    [
        goods(1, 20000, category="machines", flags=frozenset({"week"})),
        goods(1, 18000, category="machines", gross_minor=2_000_000),
    ],
    ids=["reduced by a rule", "reduced by the till"],
)
def test_a_machine_already_at_10_percent_off_loses_500_more(machine: Any) -> None:
    assert a_shop("coffee-codes").till().pay(machine) == Decimal("17500.00")


def test_two_codes_are_never_worse_than_the_better_of_them() -> None:
    till, code = a_client()
    line = goods(1, 12000, **CAPSULES)

    both = till.price(line, codes=("SKIDKA30", code))

    assert both == till.price(line, codes=(code,)) == Decimal("8400.00")


def test_who_has_given_the_first_order_back_is_a_first_time_buyer_again() -> None:
    till = a_shop("coffee-codes", at="2026-01-15 12:00").till()
    closed = till.sell(goods(1, 500, category="filters"))
    assert till.price(goods(1, 2000, **CAPSULES)) == Decimal("1700.00")

    till.give_back(closed)

    assert till.price(goods(1, 2000, **CAPSULES)) == Decimal("2000.00")
