"""Cards that shoppers lend each other: by whom a card may be used, and what the receipt tells."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import sales
from foundation import database
from foundation.clock import FrozenClock
from sales import linking
from tests.programs.people import a_household, enrolled, follow
from tests.programs.shop import a_shop

pytestmark = pytest.mark.sp(17)

CARD = "card-with-friends"
OTHER = {"holder_check": "failed"}


@pytest.mark.parametrize(
    ("usage", "attributes", "flags"),
    [
        ("bearer", {}, []),
        ("bearer", {"holder_check": "passed"}, []),
        ("bearer", {"holder_check": "not_done"}, []),
        ("bearer", OTHER, ["presented_by_other"]),
        ("bearer", {"presented_by": "mem_other"}, ["presented_by_other"]),
        ("holder_only", {}, []),
        ("holder_only", {"holder_check": "passed"}, []),
        ("holder_only", {"holder_check": "not_done"}, []),
    ],
)
def test_the_discount_applies_and_the_receipt_tells_of_others(
    usage: str, attributes: dict[str, Any], flags: list[str]
) -> None:
    till = a_shop(CARD, **{"cards.usage": usage}).till()

    closed = till.sell(1000, attributes=attributes)

    assert closed.receipt["payable_minor"] == 90000
    assert closed.receipt.get("flags", []) == flags


@pytest.mark.parametrize("attributes", [OTHER, {"presented_by": "mem_other"}])
@pytest.mark.parametrize("usage", ["holder_only", "household"])
def test_a_card_is_not_taken_from_others_where_the_program_says_so(
    usage: str, attributes: dict[str, Any]
) -> None:
    till = a_shop(CARD, **{"cards.usage": usage}).till(enrolled("Anna"))

    for act in (till.quote, till.sell):
        with pytest.raises(sales.WrongHolder):
            act(1000, attributes=attributes)


def test_those_of_one_household_use_a_card_up_to_so_many() -> None:
    shop = a_shop(CARD, **{"cards.usage": "household", "cards.holders": 2})
    anna, boris, galina = enrolled("Anna"), enrolled("Boris"), enrolled("Galina")
    home = a_household(shop.code, anna, boris, galina)

    for holder in (anna, home):
        till = shop.till(holder)
        assert till.pay(1000, attributes={"presented_by": boris}) == Decimal(900)
        with pytest.raises(sales.WrongHolder):
            till.sell(1000, attributes={"presented_by": galina})


def test_who_has_left_the_household_uses_its_card_no_more(clock: FrozenClock) -> None:
    shop = a_shop(CARD, **{"cards.usage": "household"})
    anna, boris = enrolled("Anna"), enrolled("Boris")
    home = a_household(shop.code, anna, boris)
    till = shop.till(home)
    sale = till.sale(1000, attributes={"presented_by": boris})
    till.close(sale)
    leaving = linking.links.list_links(boris)[0]["id"]
    linking.end_link(leaving, by=boris, reason="moved out")

    assert till.close(sale).replayed  # What was closed stays closed.
    with pytest.raises(sales.WrongHolder):
        till.sell(1000, attributes={"presented_by": boris})


@pytest.mark.parametrize(
    ("minutes", "store", "attributes", "flags"),
    [
        (0, "sto_nevsky", {}, ["two_cities"]),
        (29, "sto_nevsky", {}, ["two_cities"]),
        (30, "sto_nevsky", {}, ["two_cities"]),
        (31, "sto_nevsky", {}, []),
        (5, "sto_arbat", {}, []),
        (5, "sto_unknown", {}, []),
        (5, None, {"city": "Omsk"}, ["two_cities"]),
        (5, None, {"city": "Moscow"}, []),
    ],
)
def test_use_in_two_cities_within_half_an_hour_is_marked_for_review_and_not_refused(
    minutes: int,
    store: str | None,
    attributes: dict[str, Any],
    flags: list[str],
    clock: FrozenClock,
) -> None:
    till = a_shop(CARD, at="2026-03-20 12:00").till()
    till.pay(1000, store_id="sto_tverskaya")
    clock.advance(minutes=minutes)

    closed = till.sell(1000, store_id=store, attributes=attributes)
    follow()
    follow()

    assert closed.receipt["payable_minor"] == 90000
    assert closed.receipt.get("flags", []) == flags
    told = list(database.collection("outbox").find({"name": "CardUseDoubted"}))
    expected = [{"receipt_id": closed.receipt["_id"], "member_id": till.member_id}] if flags else []
    assert [
        {key: row["body"][key] for key in ("receipt_id", "member_id")} for row in told
    ] == expected


def test_a_quarter_of_an_hour_is_one_when_the_clock_jumps() -> None:
    shop = a_shop(CARD, at="2026-03-29 01:50", zone="Europe/Berlin")
    till = shop.till()
    till.pay(1000, store_id="sto_tverskaya")
    shop.at("2026-03-29 03:05")

    closed = till.sell(1000, store_id="sto_nevsky")

    assert closed.receipt.get("flags") == ["two_cities"]
