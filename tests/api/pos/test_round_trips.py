"""How often a request goes to the database: each way costs more than all of Flask."""

from __future__ import annotations

import pytest

from foundation import Config, database
from tests.api import shop
from tests.api.people import Person
from tests.api.round_trips import RoundTrips, watch

HOME = "/v1/mobile/home"
EVERY_SECTION = (
    shop.TERMS.replace(
        "accounts:\n",
        """\
accounts:
  coffee: { kind: entitlement }
  stamps: { kind: stamps, converts: { every: 10, into: coffee, enters: regulars } }
  promised: { kind: counter, expiry: { kind: calendar, period: quarter } }
""",
        1,
    ).replace(
        "earning:\n",
        """\
earning:
  - { id: stamp, account: stamps, reason: Stamps, give: { points: 1, per_items: 1 } }
  - { id: count, account: promised, reason: Counted, give: { points: 1, per: 1 } }
  - id: formula
    account: points
    reason: More for the faithful
    when: { if: "tenure_days >= 0 and visits >= 0", min_tenure: { days: 1 } }
    give: { formula: "floor(amount / 100)" }
""",
        1,
    )
    + """\
commitments:
  - { id: volume, name: Volume, account: promised, every: quarter, at_least: 100 }
membership:
  { sku: CLUB, fee: 10, term_months: 12, gives: [{ account: coffee, every: month, count: 2 }] }
pricing:
  - id: member
    reason: Members
    when: { paid: true }
    discount: { percent: 5 }
  - id: over
    reason: Over 50
    when: { min_amount: 50 }
    discount: { percent: 2 }
    limit: { times: 2, per: day }
  - id: welcome
    reason: Welcome
    when: { codes: [welcome] }
    discount: { amount: 1 }
visits: { within_minutes: 120 }
links: { companion: { most: 1 }, household: { pool: [stamps] } }
activities:
  reached.silver:
    happens: { on: tier, tiers: [silver] }
    then: [{ add: { account: points, amount: 5 } }]
codes:
  welcome: { kind: generic, text: WELCOME, limit: { per_member: 1, total: 9 } }
rewards:
  - code: cup
    name: A free cup
    price: { account: stamps, amount: 5 }
    gives: [{ goods: CUP }]
"""
)


@pytest.fixture(params=[shop.TERMS, EVERY_SECTION], ids=["points", "every section"])
def trips(config: Config, till: Person, anna: Person, request: pytest.FixtureRequest) -> RoundTrips:
    """Watch the database, with a till, a member and terms that the process knows already."""
    shop.open_shop(request.param)
    trips = watch(config)
    shop.give_points(anna, 500)
    shop.close(till, shop.a_receipt(anna))
    anna.get(HOME)
    return trips


def test_a_quote_takes_one(trips: RoundTrips, till: Person, anna: Person) -> None:
    taken = trips.of(lambda: till.post("/v1/pos/quotes", json=shop.a_basket(anna)))

    assert taken == ["find"]


@pytest.mark.parametrize("trips", [EVERY_SECTION], indirect=True)
def test_a_quote_with_a_code_takes_two(trips: RoundTrips, till: Person, anna: Person) -> None:
    basket = shop.a_basket(anna, codes=["WELCOME"])
    quoted = till.post("/v1/pos/quotes", json=basket).get_json()

    taken = trips.of(lambda: till.post("/v1/pos/quotes", json=basket))

    assert quoted["discount_minor"] == 100
    assert taken == ["find", "find"]


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
