from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from program import Terms, evaluate
from tests.program.manifests import a_basket, a_rule, on, standing, terms_of


def capped(account: dict[str, int] | None = None, rule: dict[str, int] | None = None) -> Terms:
    """Give 1 % of a receipt, and the half of that again, under caps."""
    half = a_rule(id="more", give={"multiplier": "1.5", "of": ["basic"]})
    basic: dict[str, Any] = a_rule(caps=rule) if rule else a_rule()
    points: dict[str, Any] = {"kind": "points"}
    return terms_of(
        accounts={"points": points | ({"caps": account} if account else {})},
        earning=[basic, half],
    )


@pytest.mark.parametrize(
    ("caps", "used", "amount", "name"),
    [
        ({"receipt": 60}, {}, 60, "points/receipt"),
        ({"receipt": 151}, {}, 150, None),
        ({"day": 100}, {}, 100, "points/day"),
        ({"day": 100}, {"points@2026-03-02": 30}, 70, "points/day"),
        ({"day": 100}, {"points@2026-03-02": 130}, 0, "points/day"),
        ({"day": 100}, {"points@2026-03-01": 100}, 100, "points/day"),
        ({"week": 100}, {"points@2026-W10": 90}, 10, "points/week"),
        ({"month": 100}, {"points@2026-03": 99}, 1, "points/month"),
        ({"year": 100}, {"points@2026": 95}, 5, "points/year"),
        ({"day": 100, "month": 50}, {"points@2026-03": 20}, 30, "points/month"),
    ],
)
def test_a_cap_of_an_account_lets_through_what_is_left(
    caps: dict[str, int], used: dict[str, int], amount: int, name: str | None
) -> None:
    found = on(evaluate(capped(caps), a_basket(10_000), standing(used=used)))

    assert found is not None
    assert (found.amount, found.cap) == (amount, name)
    assert sum(hit.points for hit in found.hits) == amount


def test_a_cap_of_a_rule_cuts_that_rule_alone() -> None:
    found = on(evaluate(capped(rule={"day": 40}), a_basket(6000, 4000), standing()))

    assert found is not None
    assert (found.amount, found.cap) == (90, "rule:basic/day")
    hits = {(hit.rule_id, hit.line_no): hit.points for hit in found.hits}
    assert hits == {("basic", 1): 24, ("basic", 2): 16, ("more", 1): 30, ("more", 2): 20}


def test_the_counters_move_by_what_was_given_after_all_caps() -> None:
    terms = capped({"day": 75, "month": 1000, "receipt": 500}, {"month": 40})

    evaluation = evaluate(terms, a_basket(10_000), standing())

    assert evaluation.caps_used_delta == {
        "points@2026-03-02": 75,
        "points@2026-03": 75,
        "rule:basic@2026-03": 33,
    }


def test_the_day_of_a_cap_is_that_of_the_zone_of_the_program() -> None:
    terms, used = capped({"day": 100}), {"points@2026-03-02": 100}
    before_midnight = datetime(2026, 3, 2, 20, 59, tzinfo=UTC)
    after_midnight = datetime(2026, 3, 2, 21, 0, tzinfo=UTC)

    full = on(evaluate(terms, a_basket(50_000, occurred_at=before_midnight), standing(used=used)))
    fresh = on(evaluate(terms, a_basket(50_000, occurred_at=after_midnight), standing(used=used)))

    assert full is not None
    assert full.amount == 0
    assert fresh is not None
    assert fresh.amount == 100
