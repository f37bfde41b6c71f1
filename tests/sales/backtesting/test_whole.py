"""All that a receipt or an activity does is lived through again: for others too, in order."""

from __future__ import annotations

from collections import Counter as Count
from fractions import Fraction
from typing import Any

import pytest

import program
import wallet
from sales import backtesting
from sales.backtesting import Journals, Tally
from tests.programs.doing import Doer, a_doer
from tests.programs.people import a_household, enrolled, linked
from tests.programs.shop import Shop, a_shop, goods, text_of
from tests.sales.backtesting.ledger import in_the_ledger, moved

pytestmark = pytest.mark.usefixtures("database", "clock")

FLIGHT = "flight.completed"


def lived_again(shop: Shop, *texts: str) -> list[Tally]:
    """Give what the shop's past comes to under its last terms, or under others."""
    latest = program.find_latest(shop.code)
    assert latest is not None
    source = Journals.here(program=shop.code)
    return list(backtesting.run(source, texts or (latest.manifest,), processes=0).tallies)


def found(shop: Shop, text: str) -> dict[str, Any]:
    """Give what the shop's past comes to under other terms, as it is told."""
    outcome = backtesting.run(Journals.here(program=shop.code), (text,), processes=0)
    told: dict[str, Any] = backtesting.summarise(outcome)["programs"][0]
    return told


def comes_to_the_ledger(tally: Tally) -> bool:
    """Tell whether a backtest moved and left what the ledger did."""
    posted, outstanding = in_the_ledger()
    own = {key: n for key, n in moved(tally).items() if n}
    return own == posted and +tally.outstanding == outstanding


def test_what_a_company_gets_of_flights_is_judged_again_in_its_own_wallet() -> None:
    shop = a_shop("corporate-air-miles", at="2026-03-20 12:00")
    anna, acme = enrolled("Anna"), enrolled("Acme", kind="company")
    linked(shop.code, "employee", acme, anna)
    doer = Doer(shop, anna)
    flown = doer.do(FLIGHT, fare=20000, miles=650)
    doer.do(FLIGHT, fare=4000, miles=100)
    doer.decide("reverse", flown)

    (tally,) = lived_again(shop)

    assert comes_to_the_ledger(tally)
    assert tally.credited["2026-03", "company_points", "company"] == 200
    assert tally.refused == Count()


def test_a_household_is_credited_by_receipts_and_returns() -> None:
    shop = a_shop("family-pool", at="2026-03-20 12:00")
    anna, boris = enrolled("Anna"), enrolled("Boris")
    a_household(shop.code, anna, boris)
    till = shop.till(anna)
    closed = till.sell(1000)
    shop.till(boris, id="trm_market").sell(500)
    till.give_back(closed)

    (tally,) = lived_again(shop)

    assert comes_to_the_ledger(tally)
    assert tally.credited


def test_activities_are_judged_by_the_terms_that_are_tried() -> None:
    anna = a_doer(a_shop("trade-in-credit", at="2026-03-01 12:00"))
    anna.do("device.traded_in", serial="SN-1", grade="b")
    anna.do("device.traded_in", serial="SN-2", grade="c")
    text = text_of("trade-in-credit")

    own, other = lived_again(anna.shop, text, text.replace("3000", "3500"))

    assert comes_to_the_ledger(own)
    assert moved(other)["credit", "earned"] == moved(own)["credit", "earned"] + 500
    assert {key[1]: n for key, n in own.sums.items()}["activities"] == 2


def test_what_other_terms_do_not_know_is_told_as_refused() -> None:
    anna = a_doer(a_shop("trade-in-credit", at="2026-03-01 12:00"))
    anna.do("device.traded_in", serial="SN-1", grade="b")
    renamed = text_of("trade-in-credit").replace("device.traded_in", "thing.traded_in")

    (tally,) = lived_again(anna.shop, renamed)

    assert tally.refused == Count({"ACTIVITY_UNKNOWN": 1})


def test_draws_come_to_what_they_came_to_and_in_others_to_their_odds() -> None:
    shop = a_shop("one-in-four-wins", at="2026-03-02 12:00")
    till = shop.till()
    for _ in range(12):
        till.sell(10)
    text = text_of("one-in-four-wins")
    draw = shop.terms.draws.by_code["treat"]  # type: ignore[union-attr]

    own, other = found(shop, text), found(shop, text.replace("1/4", "1/2"))

    assert own["draws"] == []
    assert comes_to_the_ledger(lived_again(shop)[0])
    wins = sum(Fraction(row["wins"]) for row in other["draws"])
    assert (wins, other["draws"][0]["tickets"]) == (6, 12)
    assert {row["account"] for row in other["draws"]} == {p.account for p in draw.prizes}
    assert sum(account["earned"] for account in other["accounts"].values()) == 0


def test_codes_count_up_to_the_limits_of_the_terms_that_are_tried() -> None:
    shop = a_shop("partner-code", at="2026-03-02 12:00")
    for minute, name in enumerate(("anna", "boris", "vera")):
        shop.at(f"2026-03-02 12:0{minute}")
        wallet.open_wallet(f"mem_{name}")
        till = shop.till(f"mem_{name}", id=f"trm_{name}")
        till.sell(goods(1, 1000, category="partner"), codes=("INSCALE",))
    limited = text_of("partner-code", **{"codes.inscale.limit": {"total": 2}})

    own, other = lived_again(shop, text_of("partner-code"), limited)

    assert sum(own.discounts.values()) == 30_000
    assert sum(other.discounts.values()) == 20_000
    assert other.refused == Count({"CODE_REFUSED": 1})
