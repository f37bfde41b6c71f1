from __future__ import annotations

from typing import Any

import pytest

from program import read_manifest
from tests.program.manifests import a_rule, text_of

BURNING = {"account": "points", "value": 1}
STATUS = {"points": {"kind": "points"}, "status": {"kind": "status"}}


def warned(**changes: Any) -> list[tuple[str, str]]:
    found = read_manifest(text_of(**changes)).warnings
    return [(warning.code, warning.pointer) for warning in found]


@pytest.mark.parametrize(
    ("give", "is_risky"),
    [
        ({"percent": 20}, True),
        ({"percent": "19.99"}, False),
        ({"points": 2, "per": 10}, True),
        ({"points": 1, "per": 10}, False),
        ({"points": 50, "per_items": 1}, False),
    ],
)
def test_giving_back_a_fifth_of_the_price_is_a_risk(give: dict[str, Any], is_risky: bool) -> None:
    found = warned(earning=[a_rule(give=give)], burning=BURNING)

    assert found == ([("DISCOUNT_GE_20_RISK", "/earning/0/give")] if is_risky else [])


def test_a_multiplier_counts_with_what_it_multiplies() -> None:
    double = a_rule(id="x2", give={"multiplier": 2, "of": ["basic"]})
    rules = [a_rule(give={"percent": 10}), double]

    assert warned(earning=rules, burning=BURNING) == [("DISCOUNT_GE_20_RISK", "/earning/1/give")]
    assert warned(earning=rules) == []


def test_a_rule_that_can_never_fire_is_told() -> None:
    self_excluding = a_rule(when={"categories": ["a"], "exclude_categories": ["a", "b"]})
    accounts = {"points": {"kind": "points", "stacking": "first"}}
    rules = [a_rule(id="all"), a_rule(id="late", when={"skus": ["x"]})]

    assert warned(earning=[self_excluding]) == [("RULE_NEVER_FIRES", "/earning/0")]
    assert warned(accounts=accounts, earning=rules) == [("RULE_NEVER_FIRES", "/earning/1")]
    assert warned(accounts=accounts, earning=rules[::-1]) == []


@pytest.mark.parametrize(
    ("thresholds", "places"),
    [((0, 100, 900), []), ((50, 100), [0]), ((0, 100, 1001), [2]), ((100, 2000), [0, 1])],
)
def test_gaps_of_a_ladder_are_told(thresholds: tuple[int, ...], places: list[int]) -> None:
    ladder = [{"code": f"t{t}", "name": "T", "threshold": t} for t in thresholds]

    found = warned(accounts=STATUS, tiers={"account": "status", "ladder": ladder})

    assert found == [("LADDER_GAP", f"/tiers/ladder/{place}/threshold") for place in places]


def test_units_that_lapse_before_they_can_be_used_are_told() -> None:
    expiry = {"kind": "rolling", "days": 10}
    accounts = {"points": {"kind": "points", "expiry": expiry, "pending": {"days": 11}}}

    assert warned(accounts=accounts) == [("EXPIRES_BEFORE_AVAILABLE", "/accounts/points/pending")]
