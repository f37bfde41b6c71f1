"""20 % off for the attracted person of a link that holds."""

from __future__ import annotations

from decimal import Decimal

import pytest

import members
import wallet
from members import links
from sales import linking
from tests.programs.people import enrolled, follow, linked
from tests.programs.shop import Shop, a_shop

pytestmark = pytest.mark.sp(55)

CIRCLE = "friends-and-family"


@pytest.fixture
def shop() -> Shop:
    """The phone company."""
    return a_shop(CIRCLE, at="2026-03-20 12:00")


@pytest.mark.parametrize(
    ("role", "attracting", "attracted"),
    [("friend_of", 100, 80), ("friend", 80, 100)],
    ids=["benefit to the attracted person", "benefit to the one who attracts"],
)
def test_a_linked_member_gets_a_fifth_off(role: str, attracting: int, attracted: int) -> None:
    shop = a_shop(CIRCLE, **{"pricing.circle.when.links": [role]})
    anna, boris = enrolled("Anna"), enrolled("Boris")
    linked(shop.code, "friend", anna, boris)

    assert shop.till(anna).pay(100) == Decimal(attracting)
    assert shop.till(boris).pay(100) == Decimal(attracted)


def test_a_pending_link_gives_nothing(shop: Shop) -> None:
    anna, boris = enrolled("Anna"), enrolled("Boris")
    asked = linking.offer_link(shop.code, "friend", anna, boris, by=anna)

    assert shop.till(boris).pay(100) == Decimal(100)
    linking.accept_link(shop.code, asked["id"], by=boris)
    assert shop.till(boris).pay(100) == Decimal(80)


@pytest.mark.parametrize("ended_by", ["Anna", "Boris"])
def test_a_removed_link_stops_with_the_next_purchase(shop: Shop, ended_by: str) -> None:
    people = {name: enrolled(name) for name in ("Anna", "Boris")}
    link_id = linked(shop.code, "friend", people["Anna"], people["Boris"])
    till = shop.till(people["Boris"])
    before = till.pay(100)

    linking.end_link(link_id, by=people[ended_by], reason="no more")

    assert (before, till.pay(100)) == (Decimal(80), Decimal(100))


def test_a_return_is_reckoned_with_the_link_of_the_sale(shop: Shop) -> None:
    anna, boris = enrolled("Anna"), enrolled("Boris")
    link_id = linked(shop.code, "friend", anna, boris)
    till = shop.till(boris)
    closed = till.sell(100)
    linking.end_link(link_id, by=anna, reason="no more")

    assert till.refund(closed) == Decimal(80)


def test_both_must_be_members(shop: Shop) -> None:
    anna = enrolled("Anna")

    with pytest.raises(members.MemberNotFound):
        linking.offer_link(shop.code, "friend", anna, "mem_nobody", by=anna)


def test_what_the_moment_of_accepting_lost_the_worker_makes_up(shop: Shop) -> None:
    anna, boris = enrolled("Anna"), enrolled("Boris")
    asked = links.invite("friend", anna, boris, by=anna, limits=links.Limits())
    links.accept(asked["id"], by=boris, limits=links.Limits())  # The process dies here.
    before = shop.till(boris).pay(100)

    follow()
    entries = wallet.get_wallet(boris).seq
    follow()

    assert (before, shop.till(boris).pay(100)) == (Decimal(100), Decimal(80))
    assert wallet.get_wallet(boris).seq == entries + 1  # The sale alone.


def test_who_is_closed_leaves_every_circle(shop: Shop) -> None:
    anna, boris = enrolled("Anna"), enrolled("Boris")
    linked(shop.code, "friend", anna, boris)

    members.close(anna, reason="asked to leave", operator_id="opr_olga")
    follow()
    follow()  # The end of the link is told by an event of its own.

    assert shop.till(boris).pay(100) == Decimal(100)
