"""Cashback by a table of tariff and activity."""

from __future__ import annotations

import pytest

from program.marks import load
from tests.programs.doing import a_doer, follow
from tests.programs.shop import a_shop, text_of

pytestmark = pytest.mark.sp(29)


@pytest.mark.parametrize(
    ("known", "cashback"),
    [
        ({"tariff": "A", "activity": "high"}, 30),
        ({"tariff": "A", "activity": "low"}, 10),
        ({"tariff": "B", "activity": "high"}, 15),
        ({"tariff": "B", "activity": "low"}, 5),
        ({"tariff": "C", "activity": "high"}, 0),
        ({"tariff": "A"}, 0),
        ({}, 0),
    ],
)
def test_the_rate_is_that_of_tariff_and_activity(known: dict[str, str], cashback: int) -> None:
    shop = a_shop("tariff-and-activity-cashback", at="2026-03-02 12:00")
    doer = a_doer(shop)
    if known:
        doer.put(**known)
    doer.do("program.joined")
    follow()

    shop.till(doer.member_id).sell(1000)

    assert doer.has("cashback") == cashback


def test_a_return_takes_back_at_the_rate_of_the_sale() -> None:
    shop = a_shop("tariff-and-activity-cashback", at="2026-03-02 12:00")
    doer = a_doer(shop)
    doer.put(tariff="A", activity="high")
    till = shop.till(doer.member_id)
    sold = till.sell(1000, 500)
    doer.put(tariff="A", activity="low")

    till.give_back(sold)

    assert doer.has("cashback") == 0


@pytest.mark.parametrize(
    ("tariff", "has_joined", "cashback"),
    [("A", False, 30), ("A", True, 30), ("B", False, 0), ("B", True, 15), ("C", True, 0)],
)
def test_some_tariffs_are_in_by_themselves_and_others_join(
    tariff: str, has_joined: bool, cashback: int
) -> None:
    shop = a_shop("tariff-and-activity-cashback", at="2026-03-02 12:00")
    doer = a_doer(shop)
    doer.put(tariff=tariff, activity="high")
    if has_joined:
        doer.do("program.joined")

    shop.till(doer.member_id).sell(1000)

    assert doer.has("cashback") == cashback


def test_a_draw_runs_beside_the_cashback() -> None:
    raffle = load(text_of("one-in-four-wins", **{"draws.treat.odds": 1})).value
    accounts = {f"accounts.{code}": terms for code, terms in raffle["accounts"].items()}
    shop = a_shop("tariff-and-activity-cashback", draws=raffle["draws"], **accounts)
    doer = a_doer(shop.at("2026-03-02 12:00"))
    doer.put(tariff="A", activity="high")

    shop.till(doer.member_id).sell(1000)

    assert (doer.has("cashback"), doer.has("desserts") + doer.has("drinks")) == (30, 1)
