"""Prices are kept from receipts and lists, shown beside reductions, rebuilt and forgotten."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from pymongo.database import Database

import wallet
from foundation import clock as house_clock
from foundation.clock import FrozenClock
from jobs import Follower
from sales import prices
from tests.builders import a_line
from tests.sales.shop import Till, open_shop
from worker import SOURCES, SUBSCRIBERS

Records = Database[dict[str, Any]]
TENTH_OFF = {
    "id": "tenth-off",
    "reason": "A tenth off",
    "discount": {"on": "order", "percent": 10},
}


def open_with_prices(**changes: Any) -> Till:
    """Open a shop that shows prior prices."""
    wallet.open_wallet("mem_anna")
    return open_shop("mem_anna", **({"prior_price": {}} | changes))


def follow() -> None:
    """Let the worker draw what is new, as one that has just started."""
    Follower(SOURCES, SUBSCRIBERS).run_once()


def test_the_lowest_price_of_receipts_is_shown_beside_a_reduction(
    database: Records, clock: FrozenClock
) -> None:
    till = open_with_prices()
    till.sell(a_line(1, 500, sku="beans"), a_line(2, 300, sku="milk"))
    clock.advance(days=5)
    till.sell(a_line(1, 900, sku="beans", gross_minor=1000))
    clock.advance(days=5)
    follow()
    follow()

    reduced = a_line(1, 400, sku="beans", gross_minor=1000)
    quote = till.quote(reduced, a_line(2, 300, sku="milk"))

    assert quote.prior_prices == {1: 500}


def test_a_discount_of_the_program_is_a_reduction_too(
    database: Records, clock: FrozenClock
) -> None:
    till = open_with_prices(pricing=[TENTH_OFF])
    till.sell(a_line(1, 500, sku="beans"))
    clock.advance(days=1)
    follow()

    assert till.quote(a_line(1, 500, sku="beans")).prior_prices == {1: 500}


def test_a_program_that_does_not_ask_keeps_nothing(database: Records, clock: FrozenClock) -> None:
    wallet.open_wallet("mem_anna")
    till = open_shop("mem_anna")
    till.sell(a_line(1, 500, sku="beans"))
    follow()

    assert database["prices"].find_one({}) is None
    assert till.quote(a_line(1, 400, gross_minor=500)).prior_prices == {}
    with pytest.raises(prices.PricesNotKept):
        prices.get_prior_price("shop", "beans")


def test_stores_stand_for_themselves_where_the_program_says_so(
    database: Records, clock: FrozenClock
) -> None:
    open_with_prices(prior_price={"per_store": True, "days": 7})
    prices.note_price_list("shop", {"beans": 500}, store_id="sto_a")
    prices.note_price_list("shop", {"beans": 400}, store_id="sto_b")
    clock.advance(days=1)

    found = [prices.get_prior_price("shop", "beans", store_id=s) for s in ("sto_a", "sto_b")]

    assert [price.lowest_minor for price in found] == [500, 400]
    assert (found[0].since, found[0].until) == (date(2026, 2, 24), date(2026, 3, 2))


def test_a_list_is_kept_once_and_the_lowest_of_a_day_counts(
    database: Records, clock: FrozenClock
) -> None:
    open_with_prices()
    for price in (500, 450, 500, 450):
        prices.note_price_list("shop", {"beans": price, "free": 0})
    clock.advance(days=30)

    assert prices.get_prior_price("shop", "beans").lowest_minor == 450
    with pytest.raises(prices.PriceUnknown):
        prices.get_prior_price("shop", "free")
    clock.advance(days=1)
    with pytest.raises(prices.PriceUnknown):
        prices.get_prior_price("shop", "beans")


def test_the_same_prices_are_drawn_again_from_the_journal(
    database: Records, clock: FrozenClock
) -> None:
    till = open_with_prices()
    till.sell(a_line(1, 500, sku="beans"))
    follow()
    before = list(database["prices"].find({}))
    database["prices"].delete_many({})

    prices.on_entry_posted(list(wallet.journal("mem_anna")))
    prices.on_entry_posted(list(wallet.journal("mem_anna")))

    assert list(database["prices"].find({})) == before


def test_what_is_too_old_is_forgotten(database: Records) -> None:
    old = house_clock.wall() - timedelta(days=200)
    rows = [{"_id": "prc_old", "days": {}, "ends_at": old}]
    rows.append({"_id": "prc_new", "days": {}, "ends_at": house_clock.wall()})
    database["prices"].insert_many(rows)

    assert prices.forget_old_prices() == 1
    assert [row["_id"] for row in database["prices"].find({})] == ["prc_new"]
