"""Points for a paid bill by services and years, and none for who is overdue."""

from __future__ import annotations

from typing import Any

import pytest

import wallet
from foundation import clock
from tests.programs.doing import Doer, a_doer, follow
from tests.programs.shop import a_shop

pytestmark = pytest.mark.sp(53)


def a_customer(years: int) -> Doer:
    """Let somebody join so many years before 2 March 2026."""
    shop = a_shop("services-and-tenure", at=f"{2026 - years}-03-02 12:00")
    doer = a_doer(shop)
    follow()
    shop.at("2026-03-02 12:00")
    return doer


@pytest.mark.parametrize(
    ("bill", "years", "points"),
    [
        ({"amount": 5000, "services": 2}, 4, 72),
        ({"amount": "5099.99", "services": 2}, 4, 72),
        ({"amount": 5000, "services": 0}, 0, 50),
        ({"amount": 5000, "services": 3}, 1, 68),
        ({"amount": 99, "services": 9}, 9, 0),
    ],
)
def test_points_grow_with_services_and_years(bill: dict[str, Any], years: int, points: int) -> None:
    doer = a_customer(years)

    doer.do("invoice.paid", **bill)

    assert doer.has("points") == points


@pytest.mark.parametrize(("day", "points"), [("2026-03-01", 69), ("2026-03-02", 72)])
def test_only_full_years_count(day: str, points: int) -> None:
    doer = a_customer(4)
    doer.shop.at(f"{day} 12:00")

    doer.do("invoice.paid", amount=5000, services=2)

    assert doer.has("points") == points


def test_who_is_overdue_gets_none_until_it_is_settled() -> None:
    doer = a_customer(4)
    doer.put(overdue=True)
    follow()
    doer.do("invoice.paid", amount=5000, services=2)
    before = doer.has("points")

    doer.put(overdue=False)
    follow()
    doer.do("invoice.paid", amount=5000, services=2)

    assert (before, doer.has("points")) == (0, 72)
    assert wallet.get_wallet(doer.member_id).at <= clock.now()
