"""Blue, Silver, Gold by the units of a membership year; the year's end lands softly or by units."""

from __future__ import annotations

from typing import Any

import pytest

import wallet
from program import daily
from tests.programs.shop import Counter, Shop, a_shop

pytestmark = pytest.mark.sp(50)
NAME = "club-three-tiers"


def join(at: str = "2026-03-02 12:00", **settings: Any) -> tuple[Shop, Counter]:
    """Open the club and let somebody join who buys nothing much."""
    shop = a_shop(NAME, at=at, **settings)
    till = shop.till()
    joined = wallet.to_ms(wallet.get_wallet(till.member_id).at)
    step = wallet.SetMark("profile", {"j": joined})
    wallet.post(till.member_id, wallet.Command("profile"), lambda _: wallet.Decision([step]))
    till.pay("0.99")
    return shop, till


@pytest.mark.parametrize(
    ("spent", "tier"), [(0, "blue"), (299, "blue"), (300, "silver"), (599, "silver"), (600, "gold")]
)
def test_units_give_the_tier(spent: int, tier: str) -> None:
    _, till = join()
    if spent:
        till.pay(spent)

    assert till.tier == tier


@pytest.mark.parametrize(
    ("policy", "first", "ends"),
    [
        ("one_step", 300, ["blue", "blue"]),
        ("by_balance", 300, ["blue", "blue"]),
        ("soft_landing", 300, ["blue", "blue"]),
        ("one_step", 600, ["silver", "blue"]),
        ("by_balance", 600, ["blue", "blue"]),
        ("soft_landing", 600, ["silver", "blue"]),
        ("none", 600, ["gold", "gold"]),
    ],
)
def test_a_year_that_ends_with_250_lowers_the_tier_by_the_policy(
    policy: str, first: int, ends: list[str]
) -> None:
    shop, till = join(**{"tiers.downgrade": policy})
    till.pay(first)
    held = till.tier
    shop.at("2027-03-02 00:00")
    assert till.tier == held  # The year of the climb kept it.
    till.pay(250)

    found = []
    for year in (2028, 2029):
        shop.at(f"{year}-03-01 23:59")
        found.append(till.tier)
        shop.at(f"{year}-03-02 00:00")
        daily.run_daily_work(shop.code)
        found.append(till.tier)

    assert found == [held, ends[0], ends[0], ends[1]]


def test_a_soft_landing_is_one_step_first_and_then_where_the_units_are() -> None:
    ladder = [
        {"code": f"t{n}", "name": f"T{n}", "threshold": 100 * n, "op": "gte"} for n in range(5)
    ]
    settings = {"tiers.ladder": ladder, "tiers.downgrade": "soft_landing"}
    shop, till = join(**settings)
    till.pay(400)

    tiers = []
    for year in (2027, 2028, 2029):
        shop.at(f"{year}-03-02 00:00")
        tiers.append(till.tier)

    assert tiers == ["t4", "t3", "t0"]


def test_units_lapse_with_the_membership_year() -> None:
    shop, till = join()
    till.pay(300)
    shop.at("2027-03-01 23:59")
    assert till.balance("status")[0] == 300

    shop.at("2027-03-02 00:00")
    assert till.balance("status")[0] == 0
