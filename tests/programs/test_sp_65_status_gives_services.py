"""A status gives rights, not only a percent: given, renewed, taken back, kept."""

from __future__ import annotations

import pytest

import wallet
from program import Line, daily
from tests.programs.shop import Counter, a_shop, goods

pytestmark = pytest.mark.sp(65)
NAME = "status-gives-services"
RIGHTS = ("free_delivery", "warranty", "repair")


def rights(till: Counter) -> tuple[int, ...]:
    return tuple(till.balance(account)[0] for account in RIGHTS)


def shipping() -> Line:
    return goods(2, 12, sku="SHIP", flags=frozenset({"shipping"}))


@pytest.mark.parametrize(
    ("spent", "tier", "given"),
    [(299, "bronze", (0, 0, 0)), (300, "silver", (1, 0, 0)), (1000, "gold", (1, 1, 1))],
)
def test_a_status_brings_its_rights_in_the_entry_that_reaches_it(
    spent: int, tier: str, given: tuple[int, ...]
) -> None:
    till = a_shop(NAME, at="2026-03-02 12:00").till()

    closed = till.sell(spent)

    assert (till.tier, rights(till), closed.view.seq) == (tier, given, 1)


def test_shipping_costs_nothing_while_the_right_is_held() -> None:
    till = a_shop(NAME, at="2026-03-02 12:00").till()
    assert till.pay(300, shipping()) == 312

    assert till.pay(50, shipping()) == 50


def test_rights_are_settled_when_the_status_falls() -> None:
    shop = a_shop(NAME, at="2026-03-02 12:00")
    till = shop.till()
    till.pay(1000)
    seen = []
    for year in (2027, 2028, 2029):
        shop.at(f"{year}-01-01 00:00")
        daily.run_daily_work(shop.code)
        seen.append((till.tier, rights(till)))

    assert seen == [("gold", (1, 1, 1)), ("silver", (1, 1, 0)), ("bronze", (0, 1, 0))]


def test_a_repair_that_is_used_comes_again_next_year_and_not_before() -> None:
    shop = a_shop(NAME, at="2026-03-02 12:00")
    till = shop.till()
    till.pay(1000)
    wallet.burn(till.member_id, account="repair", amount=1, key="r")
    till.pay(10)
    assert rights(till) == (1, 1, 0)

    shop.at("2027-01-01 00:00")
    till.pay(10)

    assert till.lots("repair") == [(1, "2028-01-01 00:00")]


def test_who_returns_what_bought_the_status_loses_it_and_its_unused_rights() -> None:
    till = a_shop(NAME, at="2026-03-02 12:00").till()
    till.pay(250)
    closed = till.sell(800)
    assert (till.tier, rights(till)) == ("gold", (1, 1, 1))

    till.give_back(closed)

    assert (till.tier, rights(till)) == ("bronze", (0, 1, 0))


def test_leaving_and_coming_back_gives_a_used_right_only_once() -> None:
    till = a_shop(NAME, at="2026-03-02 12:00").till()
    closed = till.sell(1000)
    wallet.burn(till.member_id, account="repair", amount=1, key="r")
    till.give_back(closed)

    till.pay(1000)

    assert (till.tier, till.balance("repair")[0]) == ("gold", 0)
