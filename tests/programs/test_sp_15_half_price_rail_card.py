"""A card of 220 DM for which tickets at 24 pf a kilometre cost half for a year."""

from __future__ import annotations

from decimal import Decimal

import pytest

import sales
from foundation import clock
from program import Line
from program.paid import worth_of
from tests.programs.shop import Counter, a_shop, goods, minor

pytestmark = pytest.mark.sp(15)
NAME = "rail-half-price-card"


def a_ticket(kilometres: int, no: int = 1) -> Line:
    price = Decimal(kilometres) * Decimal("0.24")
    return goods(no, str(price), sku="RAIL", category="ticket", quantity=Decimal(kilometres))


def a_card(no: int = 1) -> Line:
    return goods(no, 220, sku="HALF-PRICE-CARD", category="card")


@pytest.mark.parametrize(
    ("kilometres", "without", "with_card"),
    [
        (1000, "240.00", "340.00"),
        (1833, "439.92", "439.96"),
        (1834, "440.16", "440.08"),
        (2000, "480.00", "460.00"),
        (5000, "1200.00", "820.00"),
    ],
)
def test_the_card_pays_from_1834_kilometres_on(
    kilometres: int, without: str, with_card: str
) -> None:
    shop = a_shop(NAME, at="2025-03-01 12:00")

    assert shop.till().pay(a_ticket(kilometres)) == Decimal(without)

    till = shop.till()
    assert till.pay(a_card()) + till.pay(a_ticket(kilometres)) == Decimal(with_card)


@pytest.mark.parametrize(
    ("bought", "last", "after"),
    [
        ("2025-03-01 12:00", "2026-02-28 23:59", "2026-03-01 00:00"),
        ("2025-06-15 00:00", "2026-06-14 23:59", "2026-06-15 00:00"),
        ("2024-02-29 09:00", "2025-02-28 23:59", "2025-03-01 00:00"),
        ("2025-01-31 09:00", "2026-01-30 23:59", "2026-01-31 00:00"),
    ],
)
def test_a_year_ends_the_day_before_its_date(bought: str, last: str, after: str) -> None:
    shop = a_shop(NAME, at=bought)
    till = shop.till()
    till.pay(a_card())

    shop.at(last)
    assert till.price(a_ticket(1000)) == 120
    shop.at(after)
    assert till.price(a_ticket(1000)) == 240
    assert till.pay(a_ticket(1000)) == 240


def _price_of_a_kilometre(till: Counter, *kilometres: int) -> Decimal:
    closed = [till.sell(a_card()), *(till.sell(a_ticket(many)) for many in kilometres)]
    paid = a_shop(NAME).terms.membership
    assert paid is not None
    worth = worth_of(paid, [sales.get_receipt(one.receipt["_id"]) for one in closed])
    assert worth.price_of_one_minor is not None
    assert worth.fees_minor == minor(220)
    return round(
        Decimal(worth.price_of_one_minor.numerator) / worth.price_of_one_minor.denominator, 1
    )


def test_the_price_of_a_kilometre_falls_the_more_is_travelled() -> None:
    shop = a_shop(NAME, at="2025-03-01 12:00")

    found = [_price_of_a_kilometre(shop.till(), *many) for many in ((1000,), (1500, 500), (5000,))]

    assert found == [Decimal("34.0"), Decimal("23.0"), Decimal("16.4")]


def test_a_ticket_told_after_the_year_was_bought_within_it() -> None:
    shop = a_shop(NAME, at="2025-03-01 12:00")
    till = shop.till()
    till.pay(a_card())
    shop.at("2026-02-28 23:30")
    bought = clock.now()
    shop.at("2026-03-01 12:00")

    assert till.pay(a_ticket(1000), occurred_at=bought) == 120
    assert till.pay(a_ticket(1000)) == 240
