"""A contract that asks for a minimum in every quarter, to the kopeck, and tells of a breach."""

from __future__ import annotations

import pytest

import program
import wallet
from program import daily
from tests.programs.shop import Counter, Shop, a_shop

pytestmark = pytest.mark.sp(57)
NAME = "contract-minimum-per-quarter"


def promises(shop: Shop, till: Counter) -> list[tuple[str, str, int]]:
    """List (period, state, missing) of the contract."""
    found = program.promises_of(shop.terms, wallet.get_wallet(till.member_id))
    return [(one.period, one.state, one.missing) for one in found]


@pytest.mark.parametrize(
    ("fares", "state", "missing"),
    [
        (["999999.99"], "breach", 1),
        (["1000000.00"], "ok", 0),
        (["500000.00", "499999.99"], "breach", 1),
        (["333333.33", "333333.33", "333333.34"], "ok", 0),
        (["0.01"], "breach", 99_999_999),
    ],
)
def test_a_quarter_below_the_minimum_is_a_breach(
    fares: list[str], state: str, missing: int
) -> None:
    shop = a_shop(NAME, at="2026-02-10 12:00")
    company = shop.till()
    for fare in fares:
        company.pay(fare)

    running = "ok" if state == "ok" else "open"
    assert promises(shop, company) == [("2026-Q1", running, missing)]

    shop.at("2026-04-01 00:00")
    assert promises(shop, company)[0] == ("2026-Q1", state, missing)


def test_every_quarter_is_judged_once_and_kept() -> None:
    shop = a_shop(NAME, at="2026-02-10 12:00")
    company = shop.till()
    company.pay(1_000_000)
    shop.at("2026-05-10 12:00")
    company.pay(10)
    shop.at("2026-10-01 00:00")
    expected = [
        ("2026-Q1", "ok"),
        ("2026-Q2", "breach"),
        ("2026-Q3", "breach"),
        ("2026-Q4", "open"),
    ]
    assert [row[:2] for row in promises(shop, company)] == expected

    daily.run_daily_work(shop.code)
    shop.at("2026-10-02 12:00")
    company.pay(5)

    assert [row[:2] for row in promises(shop, company)] == expected


def test_a_return_in_the_quarter_counts() -> None:
    shop = a_shop(NAME, at="2026-02-10 12:00")
    company = shop.till()
    company.pay(600_000)
    closed = company.sell(400_000)
    company.give_back(closed)

    shop.at("2026-04-01 00:00")

    assert promises(shop, company)[0] == ("2026-Q1", "breach", 40_000_000)


def put_into(till: Counter, *segments: str) -> None:
    step = wallet.SetMark("segments", list(segments))
    wallet.post(till.member_id, wallet.Command("segments"), lambda _: wallet.Decision([step]))


def test_who_collects_in_the_other_program_is_not_taken_here_twice() -> None:
    shop = a_shop(NAME, at="2026-02-10 12:00")
    company, twice = shop.till(), shop.till()
    put_into(twice, "profi")

    for till in (company, twice):
        till.pay(10_000)
    shop.at("2026-04-01 00:00")

    assert (company.points, twice.points) == (300, 0)
    assert (company.balance("turnover")[0], twice.balance("turnover")[0]) == (0, 0)
    assert promises(shop, company)[0] == ("2026-Q1", "breach", 99_000_000)
    assert promises(shop, twice) == []


def test_a_contract_that_runs_is_judged_whatever_its_company_joins_later() -> None:
    shop = a_shop(NAME, at="2026-02-10 12:00")
    company = shop.till()
    company.pay(10_000)
    put_into(company, "profi")

    shop.at("2026-04-01 00:00")
    daily.run_daily_work(shop.code)

    assert promises(shop, company)[0] == ("2026-Q1", "breach", 99_000_000)
