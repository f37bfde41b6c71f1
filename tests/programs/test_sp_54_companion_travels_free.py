"""A linked companion travels free beside the member; alone it pays, and it is changed seldom."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from members import links
from program import Line
from sales import ReturnedLine, linking
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
    return (a_fare(1), a_fare(2, "companion_fare"), goods(3, fees, flags=frozenset({"fees"})))


def a_fare(no: int, flag: str = "fare") -> Line:
    """Give a fare, the member's own or the companion's."""
    return goods(no, 8000, flags=frozenset({flag}))


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

    assert shop.till(boris).pay(a_fare(1, "companion_fare")) == Decimal(8000)


def test_the_members_pass_alone_takes_nobody_along(shop: Shop) -> None:
    anna, boris = enrolled("Anna"), enrolled("Boris")
    linked(shop.code, "companion", anna, boris)

    paid = shop.till(anna).pay(a_fare(1, "companion_fare"), attributes={"companion": boris})

    assert paid == Decimal(8000)


@pytest.mark.parametrize(("own", "others", "paid"), [(1, 2, 16000), (2, 2, 16000), (2, 1, 16000)])
def test_every_fare_of_the_member_takes_one_companion(
    shop: Shop, own: int, others: int, paid: int
) -> None:
    anna, boris = enrolled("Anna"), enrolled("Boris")
    linked(shop.code, "companion", anna, boris)
    flags = ["fare"] * own + ["companion_fare"] * others
    fares = [a_fare(no, flag) for no, flag in enumerate(flags, 1)]

    assert shop.till(anna).pay(*fares, attributes={"companion": boris}) == Decimal(paid)


@pytest.mark.parametrize(("line", "refund"), [(1, 0), (2, 0), (3, 600)])
def test_who_gives_the_own_fare_back_owes_the_companions(
    shop: Shop, line: int, refund: int
) -> None:
    anna, boris = enrolled("Anna"), enrolled("Boris")
    linked(shop.code, "companion", anna, boris)
    till = shop.till(anna)
    closed = till.sell(*booking(), attributes={"companion": boris})

    assert till.refund(closed, ReturnedLine(line)) == Decimal(refund)
    assert till.refund(closed) == Decimal(8600 - refund)


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
