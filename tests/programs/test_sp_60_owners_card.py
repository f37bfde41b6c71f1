"""SP-60: a card for owners of a car: twelve services, and miles that a partner credits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from sales import activities
from tests.programs.doing import Doer, a_doer, follow
from tests.programs.shop import a_shop

pytestmark = pytest.mark.sp(60)
SERVICES = (
    "travel", "award_miles", "emergency", "business", "culture", "gifts", "gourmet", "car_rental",
    "parking", "insurance", "account_status", "hotline",
)  # fmt: skip


class Partner:
    """A partner that is away for the first calls."""

    def __init__(self, failures: int = 0, *, permanent: bool = False) -> None:
        self.failures, self.permanent = failures, permanent
        self.credited: list[Mapping[str, Any]] = []

    def __call__(self, order: Mapping[str, Any]) -> str:
        if self.failures:
            self.failures -= 1
            raise activities.OrderFailed("nobody answers", permanent=self.permanent)
        self.credited.append(order["body"])
        return f"MM-{len(self.credited)}"


@pytest.fixture
def owner() -> Doer:
    found = a_doer(a_shop("owners-card", at="2026-03-01 12:00"))
    found.do("car.verified", car="911-1")
    return found


@pytest.fixture(autouse=True)
def _no_gateway() -> Iterator[None]:
    yield
    activities.set_gateway("miles-and-more", None)


def test_without_a_verified_car_there_is_nothing() -> None:
    anna = a_doer(a_shop("owners-card", at="2026-03-01 12:00"))

    assert anna.refusal("card.spent", amount=1000) == "NOT_ELIGIBLE"
    assert [anna.has(service) for service in SERVICES] == [0] * 12


def test_an_owner_has_twelve_services(owner: Doer) -> None:
    accounts = owner.shop.terms.accounts.items()
    named = [code for code, account in accounts if account.kind == "entitlement"]

    assert tuple(named) == SERVICES
    assert [owner.has(service) for service in SERVICES] == [1] * 12


def test_a_service_is_used_once_a_year_and_comes_again(owner: Doer) -> None:
    owner.do("service.used", service="culture")
    assert (owner.has("culture"), owner.has("gourmet")) == (0, 1)

    owner.shop.at("2027-01-01 09:00")
    renewed = [activities.keep_days(owner.shop.code) for _ in range(2)]

    assert renewed == [1, 0]
    assert [owner.has(service) for service in SERVICES] == [1] * 12


def test_when_the_car_is_sold_all_ends_at_the_end_of_the_year(owner: Doer) -> None:
    owner.do("car.sold")

    assert owner.refusal("card.spent", amount=1000) == "NOT_ELIGIBLE"
    assert owner.has("hotline") == 1
    owner.shop.at("2027-01-01 09:00")
    assert activities.keep_days(owner.shop.code) == 0
    assert owner.has("hotline") == 0


def test_who_sells_a_car_and_verifies_another_in_the_same_year_goes_on(owner: Doer) -> None:
    owner.do("service.used", service="culture")
    owner.do("car.sold")

    owner.do("car.verified", car="911-2")

    assert owner.refusal("card.spent", amount=1000) == ""
    assert (owner.has("culture"), owner.has("gourmet")) == (0, 1)


def test_one_car_is_verified_once(owner: Doer) -> None:
    owner.shop.at("2027-03-01 12:00")

    assert owner.refusal("car.verified", car="911-1") == "ALREADY_CLAIMED"


def test_miles_are_ordered_until_the_partner_gives_a_receipt(owner: Doer) -> None:
    partner = Partner(failures=2)
    activities.set_gateway("miles-and-more", partner)
    spent = owner.do("card.spent", amount="1000.00")
    follow(times=2)

    brought = []
    for moment in ("2026-03-01 12:00", "2026-03-01 12:01", "2026-03-01 12:03", "2026-03-01 12:10"):
        owner.shop.at(moment)
        brought.append(activities.deliver_orders())

    (order,) = activities.orders_of(spent.activity["_id"])
    assert brought.count(1) == 1
    assert (order["state"], order["receipt"], order["attempts"]) == ("delivered", "MM-1", 3)
    assert [(body["unit"], body["amount"]) for body in partner.credited] == [("miles", 1000)]


@pytest.mark.parametrize(
    ("is_delivered", "states"), [(False, ["recalled"]), (True, ["delivered"] * 2)]
)
def test_miles_of_what_was_taken_back_are_recalled(
    owner: Doer, is_delivered: bool, states: list[str]
) -> None:
    partner = Partner()
    spent = owner.do("card.spent", amount=1000)
    follow()
    if is_delivered:
        activities.set_gateway("miles-and-more", partner)
        activities.deliver_orders()

    owner.decide("reverse", spent)
    follow(times=2)
    activities.deliver_orders()

    orders = activities.orders_of(spent.activity["_id"])
    assert [order["state"] for order in orders] == states
    recalls = [body.get("recalls") for body in partner.credited]
    assert recalls == ([None, "MM-1"] if is_delivered else [])


def test_a_partner_that_says_no_is_not_asked_again(owner: Doer) -> None:
    activities.set_gateway("miles-and-more", Partner(failures=1, permanent=True))
    spent = owner.do("card.spent", amount=1000)
    follow()

    tried = [activities.deliver_orders() for _ in range(2)]

    assert tried == [0, 0]
    assert activities.orders_of(spent.activity["_id"])[0]["state"] == "refused"
