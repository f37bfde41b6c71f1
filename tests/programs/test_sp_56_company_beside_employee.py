"""An employee's flight: miles for the employee and points for the company, with one source."""

from __future__ import annotations

from typing import Any

import pytest

import members
import program
import wallet
from foundation import clock, database
from foundation.shapes import whole_walks
from sales import linking
from tests.programs.doing import Doer
from tests.programs.people import enrolled, follow, linked, points_of
from tests.programs.shop import Shop, a_shop

pytestmark = pytest.mark.sp(56)

FLIGHT = "flight.completed"


@pytest.fixture
def shop() -> Shop:
    """The airline."""
    return a_shop("corporate-air-miles", at="2026-03-20 12:00")


def an_employee(shop: Shop) -> tuple[Doer, str]:
    """Give Anna, who works for Acme, and the company's id."""
    anna, acme = enrolled("Anna"), enrolled("Acme", kind="company")
    linked(shop.code, "employee", acme, anna)
    return Doer(shop, anna), acme


def moves_of(member_id: str, kind: str) -> list[dict[str, Any]]:
    """List the movements of a kind in a wallet."""
    with whole_walks():
        entries = list(database.collection("entries").find({"a": member_id}))
    return [move for entry in entries for move in entry["m"] if move["t"] == kind]


def tier_of(shop: Shop, member_id: str) -> str | None:
    """Give the tier that a wallet has now."""
    terms = program.terms_at(shop.code, clock.now())
    return program.standing_of(terms, wallet.get_wallet(member_id)).standing.tier


def test_a_flight_gives_miles_and_points_in_two_wallets_with_one_source(shop: Shop) -> None:
    anna, acme = an_employee(shop)

    flown = anna.do(FLIGHT, fare=20000, miles=650)

    assert (anna.has("miles"), points_of(acme, "company_points")) == (650, (1000, 0))
    sources = {
        move["w"]["activity"]
        for owner in (anna.member_id, acme)
        for move in moves_of(owner, "earn")
    }
    assert sources == {flown.activity["_id"]}
    (points, _) = moves_of(acme, "earn")
    assert points["w"]["from"] == anna.member_id


def test_a_refund_takes_back_both(shop: Shop) -> None:
    anna, acme = an_employee(shop)
    flown = anna.do(FLIGHT, fare=20000, miles=650)
    anna.do(FLIGHT, fare=1000, miles=100)

    anna.decide("reverse", flown)
    follow()

    assert (anna.has("miles"), points_of(acme, "company_points")) == (100, (50, 0))
    assert points_of(acme, "company_fares") == (1000, 0)


def test_a_ticket_that_is_bought_and_not_flown_gives_nothing(shop: Shop) -> None:
    anna, acme = an_employee(shop)

    shop.till(anna.member_id).pay(20000)

    assert (anna.has("miles"), points_of(acme, "company_points")) == (0, (0, 0))


@pytest.mark.parametrize("state", ["no link", "pending", "ended"])
def test_who_does_not_work_for_the_company_flies_for_themselves(shop: Shop, state: str) -> None:
    anna, acme = enrolled("Anna"), enrolled("Acme", kind="company")
    if state == "pending":
        linking.offer_link(shop.code, "employee", acme, anna, by="opr_olga", is_operator=True)
    if state == "ended":
        link_id = linked(shop.code, "employee", acme, anna)
        linking.end_link(link_id, by="opr_olga", reason="left", is_operator=True)

    Doer(shop, anna).do(FLIGHT, fare=20000, miles=650)

    assert points_of(anna, "miles") == (650, 0)
    assert points_of(acme, "company_points") == (0, 0)


@pytest.mark.parametrize(
    ("fares", "points"),
    [
        ([3_000_000, 100], [150_000, 5]),  # Exactly three million is still the first band.
        ([3_000_001, 100], [150_000, 6]),
        ([3_500_000, 1_500_000, 100], [175_000, 90_000, 6]),
        ([3_500_000, 1_500_001, 100], [175_000, 90_000, 7]),
    ],
)
def test_the_companys_own_fares_of_the_year_decide_its_rate(
    shop: Shop, fares: list[int], points: list[int]
) -> None:
    anna, acme = an_employee(shop)
    boris = enrolled("Boris")
    linked(shop.code, "employee", acme, boris)
    people = [anna, Doer(shop, boris)]

    for place, fare in enumerate(fares):
        people[place % 2].do(FLIGHT, fare=fare, miles=100)

    earned = [m["n"] for m in moves_of(acme, "earn") if m["u"] == "company_points"]
    assert sorted(earned) == sorted(points)


def test_a_company_falls_only_at_the_end_of_a_year_even_after_idle_months(shop: Shop) -> None:
    anna, acme = an_employee(shop)
    anna.do(FLIGHT, fare=3_500_000, miles=100)

    tiers = [tier_of(shop, acme)]
    for moment in ("2026-12-31 23:59", "2027-01-01 00:00", "2028-01-01 00:00"):
        shop.at(moment)
        tiers.append(tier_of(shop, acme))

    assert tiers[:2] == ["six", "six"]
    assert tiers[-1] == "five"


def test_what_a_dying_process_left_the_worker_posts_once(shop: Shop) -> None:
    anna, acme = an_employee(shop)
    anna.do(FLIGHT, fare=20000, miles=650)
    before = wallet.get_wallet(acme)
    assert before.balance("company_points").available == 1000
    follow()
    seq = wallet.get_wallet(acme).seq
    follow()

    assert (points_of(acme, "company_points"), wallet.get_wallet(acme).seq) == ((1000, 0), seq)


def test_a_company_that_is_kept_out_gets_nothing_and_owes_nothing(shop: Shop) -> None:
    anna, acme = an_employee(shop)
    members.suspend(acme, reason="unpaid invoices", operator_id="opr_olga")
    follow()
    flown = anna.do(FLIGHT, fare=20000, miles=650)
    members.reinstate(acme, reason="paid", operator_id="opr_olga")
    follow()

    anna.decide("reverse", flown)
    follow()

    assert (anna.has("miles"), points_of(acme, "company_points")) == (0, (0, 0))
