"""How often a request goes to the database: each way costs more than all of Flask."""

from __future__ import annotations

import pytest

from foundation import Config, database
from tests.api import shop
from tests.api.people import Person
from tests.api.round_trips import RoundTrips, watch

HOME = "/v1/mobile/home"


@pytest.fixture
def trips(config: Config, till: Person, anna: Person) -> RoundTrips:
    """Watch the database, with a till, a member and terms that the process knows already."""
    trips = watch(config)
    shop.give_points(anna, 500)
    shop.close(till, shop.a_receipt(anna))
    anna.get(HOME)
    return trips


def test_a_quote_takes_one(trips: RoundTrips, till: Person, anna: Person) -> None:
    taken = trips.of(lambda: till.post("/v1/pos/quotes", json=shop.a_basket(anna)))

    assert taken == ["find"]


@pytest.mark.parametrize("burn_points", [0, 100])
def test_a_receipt_takes_two_and_writes_its_caches_after(
    trips: RoundTrips, till: Person, anna: Person, burn_points: int
) -> None:
    receipt = shop.a_receipt(anna, burn_points=burn_points)

    taken = trips.of(lambda: shop.close(till, receipt))

    caches = ["bulkWrite"] if database.profile().can_bulk_write else ["update", "insert"]
    assert taken == ["find", "insert", *caches]


def test_home_takes_two_and_so_does_knowing_that_nothing_changed(
    trips: RoundTrips, till: Person, anna: Person
) -> None:
    first = anna.get(HOME)

    taken = trips.of(lambda: anna.get(HOME))
    unchanged = {"If-None-Match": first.headers["ETag"]}
    taken_again = trips.of(lambda: anna.get(HOME, headers=unchanged))

    assert taken == taken_again == ["find", "find"]


def test_history_takes_two(trips: RoundTrips, anna: Person) -> None:
    assert trips.of(lambda: anna.get("/v1/mobile/history")) == ["find", "find"]
