"""A tier that nobody earns: people give it, with a reason, and no review takes it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

import program
import wallet
from foundation import clock
from program import Line, daily
from tests.programs.shop import Counter, a_shop, goods

pytestmark = pytest.mark.sp(52)
NAME = "invitation-only-tier"
OLGA = {"kind": "operator", "id": "opr_olga"}


def a_flight(miles: int) -> Line:
    return goods(1, 500, category="flight", quantity=Decimal(miles))


def give(till: Counter, tier: str | None = "hon", key: str = "g", **options: Any) -> wallet.Posting:
    reason = "A friend of the house"
    return program.grant_tier(
        till.program, till.member_id, tier, reason=reason, key=key, actor=OLGA, **options
    )


@pytest.mark.parametrize("miles", [0, 99_999, 100_000, 600_000, 10_000_000])
def test_no_number_of_miles_reaches_it(miles: int) -> None:
    till = a_shop(NAME, at="2026-05-01 12:00").till()

    till.pay(a_flight(miles))

    assert till.tier == ("senator" if miles >= 100_000 else "traveller")
    step = till.quote(a_flight(1)).evaluation.next
    assert step is None or step.code == "senator"


def test_an_operator_gives_it_and_the_journal_says_who_and_why() -> None:
    till = a_shop(NAME, at="2026-05-01 12:00").till()
    till.pay(a_flight(10))

    posting = give(till)

    assert till.tier == "hon"
    entry = wallet.get_entry(till.member_id, posting.entry["_id"])
    assert (entry["op"], entry["who"]) == ("tier", OLGA)
    ((_, state), *_) = program.tier_history(till.program, till.member_id)
    assert state is not None
    assert (state.stage, state.by) == ("granted", "operator")
    assert state.why["reason"] == "A friend of the house"
    assert give(till).replayed


def test_no_review_takes_it_for_years() -> None:
    shop = a_shop(NAME, at="2026-05-01 12:00")
    till = shop.till()
    give(till)

    for year in (2027, 2030, 2040):
        shop.at(f"{year}-01-01 00:00")
        daily.run_daily_work(shop.code)
        till.pay(a_flight(1))
        assert till.tier == "hon"


def test_it_ends_when_it_was_given_for_a_time_or_is_taken_away() -> None:
    shop = a_shop(NAME, at="2026-05-01 12:00")
    till, other = shop.till(), shop.till()
    give(till, until=datetime(2027, 5, 1, tzinfo=UTC))
    give(other, key="other")
    other.pay(a_flight(100_000))

    give(other, None, key="away")
    assert other.tier == "senator"

    shop.at("2027-05-02 12:00")
    assert till.tier == "traveller"


def test_a_tier_that_the_program_does_not_have_is_refused() -> None:
    till = a_shop(NAME).till()

    with pytest.raises(program.TierUnknown, match="traveller, senator, hon"):
        give(till, "platinum")


def test_a_pause_keeps_a_tier_over_its_review() -> None:
    shop = a_shop(NAME, at="2026-05-01 12:00")
    till = shop.till()
    till.pay(a_flight(100_000))
    until = datetime(2028, 6, 1, tzinfo=UTC)
    program.pause_tier(
        till.program, till.member_id, until=until, reason="A child", key="p", actor=OLGA
    )
    terms = program.terms_at(shop.code, clock.now())
    assert program.tier_report(terms, wallet.get_wallet(till.member_id)).stage == "paused"

    tiers = []
    for moment in ("2027-01-02 12:00", "2028-01-02 12:00", "2028-06-02 12:00"):
        shop.at(moment)
        daily.run_daily_work(shop.code)
        tiers.append(till.tier)

    assert tiers == ["senator", "senator", "traveller"]
