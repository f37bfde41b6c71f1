"""A linked companion travels free beside the member; alone it pays, and it is changed seldom."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from members import links
from program import Line
from sales import linking
from tests.programs.people import enrolled, linked
from tests.programs.shop import Shop, a_shop, goods

pytestmark = pytest.mark.sp(54)

PASS = "companion-travels-free"


@pytest.fixture
def shop() -> Shop:
    """The airline, on a day of spring."""
    return a_shop(PASS, at="2026-03-20 12:00")


def booking(fees: int = 600) -> tuple[Line, ...]:
    """Give a booking for two: both fares, and the companion's taxes and fees."""
    companion = goods(2, 8000, flags=frozenset({"companion_fare"}))
    return (goods(1, 8000), companion, goods(3, fees, flags=frozenset({"fees"})))


def test_the_companion_pays_only_fees_when_booked_together(shop: Shop) -> None:
    anna, boris = enrolled("Anna"), enrolled("Boris")
    linked(shop.code, "companion", anna, boris)

    paid = shop.till(anna).pay(*booking(), attributes={"companion": boris})

    assert paid == Decimal(8600)


@pytest.mark.parametrize("state", ["pending", "stranger", "nobody", "ended"])
def test_whoever_is_no_companion_pays_the_fare(shop: Shop, state: str) -> None:
    anna, boris, viktor = enrolled("Anna"), enrolled("Boris"), enrolled("Viktor")
    attributes: dict[str, Any] = {"companion": boris}
    if state == "pending":
        linking.offer_link(shop.code, "companion", anna, boris, by=anna)
    if state == "stranger":
        linked(shop.code, "companion", anna, boris)
        attributes = {"companion": viktor}
    if state == "ended":
        link_id = linked(shop.code, "companion", anna, boris)
        linking.end_link(link_id, by=boris, reason="parted")

    assert shop.till(anna).pay(*booking(), attributes=attributes) == Decimal(16600)


def test_the_companion_alone_pays_in_full(shop: Shop) -> None:
    anna, boris = enrolled("Anna"), enrolled("Boris")
    linked(shop.code, "companion", anna, boris)

    paid = shop.till(boris).pay(goods(1, 8000, flags=frozenset({"companion_fare"})))

    assert paid == Decimal(8000)


def test_a_returned_booking_refunds_what_was_paid(shop: Shop) -> None:
    anna, boris = enrolled("Anna"), enrolled("Boris")
    linked(shop.code, "companion", anna, boris)
    till = shop.till(anna)
    closed = till.sell(*booking(), attributes={"companion": boris})

    assert till.refund(closed) == Decimal(8600)


def test_the_companion_is_changed_three_times_a_year(shop: Shop) -> None:
    anna = enrolled("Anna")
    for name in ("Boris", "Viktor", "Galina", "Dmitri"):  # The first one is no change.
        link_id = linked(shop.code, "companion", anna, enrolled(name))
        linking.end_link(link_id, by=anna, reason="another companion")

    with pytest.raises(links.LinkChangesUsedUp):
        linked(shop.code, "companion", anna, enrolled("Elena"))

    shop.at("2027-01-01 00:00")
    linked(shop.code, "companion", anna, enrolled("Zhanna"))


def test_there_is_one_companion_at_a_time(shop: Shop) -> None:
    anna = enrolled("Anna")
    linked(shop.code, "companion", anna, enrolled("Boris"))

    with pytest.raises(links.LinkLimitReached):
        linked(shop.code, "companion", anna, enrolled("Viktor"))
