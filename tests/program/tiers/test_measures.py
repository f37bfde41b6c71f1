"""What a tier takes: several accounts, time, attributes and segments, with and and or."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from program import ManifestInvalid, Terms, next_tier, read_manifest
from program.tiers import Metrics, rank_reached
from program.values import Need
from tests.program.manifests import terms_of, text_of

TODAY = date(2026, 3, 2)
ACCOUNTS: dict[str, Any] = {
    "points": {"kind": "points"},
    "spend": {"kind": "status", "unit_value": "0.01"},
    "visits": {"kind": "counter"},
}
GOLD: dict[str, Any] = {
    "all": [{"account": "spend", "amount": "100.00"}, {"tenure_months": 12}],
    "any": [
        {"account": "visits", "more_than": 9},
        {"attribute": "car", "is": "verified"},
        {"segment": "vip"},
    ],
}


def a_ladder(requires: dict[str, Any] | None = None, **changes: Any) -> Terms:
    ladder = [
        {"code": "basic", "name": "Basic", "threshold": 0},
        {"code": "gold", "name": "Gold", "requires": requires or GOLD},
        {"code": "hon", "name": "HON", "by": "invitation"},
    ]
    return terms_of(accounts=ACCOUNTS, tiers={"account": "spend", "ladder": ladder} | changes)


def shown(spend: int = 0, visits: int = 0, joined: date | None = None, **more: Any) -> Metrics:
    return Metrics({"spend": spend, "visits": visits}, TODAY, joined, **more)


LONG_AGO = date(2025, 3, 2)


@pytest.mark.parametrize(
    ("metrics", "rank"),
    [
        (shown(), 0),
        (shown(10_000, 10), 0),
        (shown(10_000, 10, LONG_AGO), 1),
        (shown(9_999, 10, LONG_AGO), 0),
        (shown(10_000, 9, LONG_AGO), 0),
        (shown(10_000, 10, date(2025, 3, 3)), 0),
        (shown(10_000, 0, LONG_AGO, attributes={"car": "verified"}), 1),
        (shown(10_000, 0, LONG_AGO, attributes={"car": "sold"}), 0),
        (shown(10_000, 0, LONG_AGO, segments=frozenset({"vip"})), 1),
        (shown(-500, 50, LONG_AGO), 0),
        (shown(10**12, 10**6, LONG_AGO), 1),
    ],
)
def test_a_tier_takes_all_of_these_and_one_of_those(metrics: Metrics, rank: int) -> None:
    ladder = a_ladder().ladder
    assert ladder is not None

    assert rank_reached(ladder, metrics) == rank


def test_a_true_attribute_is_no_number() -> None:
    ladder = a_ladder({"all": [{"attribute": "owner"}]}).ladder
    assert ladder is not None

    assert rank_reached(ladder, shown(attributes={"owner": True})) == 1
    assert rank_reached(ladder, shown(attributes={"owner": 1})) == 0


def test_all_that_is_missing_is_told_and_what_is_either_or() -> None:
    step = next_tier(a_ladder(), shown(4_000, 3, date(2025, 12, 2)), "basic")

    assert step is not None
    assert (step.code, step.unit, step.missing) == ("gold", "spend", 6_000)
    assert step.needs == (
        Need("units", "spend", 6_000),
        Need("tenure", "tenure", 9),
        Need("units", "visits", 7, is_either=True),
        Need("attribute", "car", 1, is_either=True),
        Need("segment", "vip", 1, is_either=True),
    )


def test_nobody_is_told_the_way_to_an_invitation() -> None:
    assert next_tier(a_ladder(), shown(10_000, 10, LONG_AGO), "gold") is None


def refusals(ladder: list[dict[str, Any]], **changes: Any) -> str:
    """Give what a manifest with these tiers is refused for."""
    tiers = {"account": "spend", "ladder": ladder} | changes
    with pytest.raises(ManifestInvalid) as refused:
        read_manifest(text_of(accounts=ACCOUNTS, tiers=tiers))
    return " ".join(str(problem) for problem in refused.value.problems)


BASIC: dict[str, Any] = {"code": "basic", "name": "Basic", "threshold": 0}


@pytest.mark.parametrize(
    ("tier", "said"),
    [
        ({"requires": {"all": [{"account": "points", "at_least": 5}]}}, "cannot hang on points"),
        ({"requires": {"any": [{"account": "nothing", "at_least": 5}]}}, "no account nothing"),
        ({"requires": {"all": [{"at_least": 5}]}}, "account is missing"),
        ({}, "Nothing says who reaches gold"),
        ({"by": "invitation", "threshold": 10}, "Nobody reaches a tier by invitation"),
        ({"op": "gt", "requires": {"all": [{"tenure_months": 1}]}}, "no threshold to compare"),
        ({"threshold": 5, "gives": [{"account": "points"}]}, "not of rights"),
        ({"threshold": 5, "gives": [{"account": "gift"}]}, "no account gift"),
    ],
)
def test_a_tier_that_cannot_be_is_refused(tier: dict[str, Any], said: str) -> None:
    assert said in refusals([BASIC, {"code": "gold", "name": "Gold"} | tier])


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"review": "none", "upgrade": "period_end"}, "no period ends"),
        ({"review": "none", "grace_days": 5}, "nobody falls"),
    ],
)
def test_moments_that_never_come_are_refused(settings: dict[str, Any], said: str) -> None:
    assert said in refusals([BASIC], **settings)


@pytest.mark.parametrize("upgrade", ["next_receipt", "monthly", "period_end"])
def test_a_rise_that_waits_needs_a_tier_to_wait_on(upgrade: str) -> None:
    assert "needs a tier to wait on" in refusals([BASIC | {"threshold": 5}], upgrade=upgrade)


def test_spendable_points_decide_no_tier() -> None:
    assert "cannot hang on points" in refusals([BASIC], account="points")


def test_a_commitment_needs_units_of_its_period() -> None:
    commitments = [{"id": "min", "name": "Minimum", "account": "spend", "at_least": 5}]
    with pytest.raises(ManifestInvalid, match="must lapse at the end of every quarter"):
        read_manifest(text_of(accounts=ACCOUNTS, commitments=commitments))
