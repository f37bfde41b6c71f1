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


@pytest.mark.parametrize(
    ("sections", "place"),
    [
        ({"earning": [a_rule(give={"percent": "0.03"})]}, "/earning/0/give/percent"),
        (
            {"earning": [a_rule(give={"table": {"by": ["channel"], "rates": {"app": "0.05"}}})]},
            "/earning/0/give/table/rates/app",
        ),
        (
            {"pricing": [{"id": "p", "reason": "P", "discount": {"percent": "0.099"}}]},
            "/pricing/0/discount/percent",
        ),
        ({"burning": BURNING | {"max_percent": "0.05"}}, "/burning/max_percent"),
        ({"earning": [a_rule(give={"percent": "0.1"})]}, None),
        ({"earning": [a_rule(give={"percent": "0.5"})]}, None),
    ],
)
def test_a_percent_that_looks_like_a_fraction_is_told(
    sections: dict[str, Any], place: str | None
) -> None:
    assert warned(**sections) == ([("PERCENT_TINY", place)] if place else [])


@pytest.mark.parametrize(
    ("rule", "is_told"),
    [
        ({"discount": {"percent": 5}}, True),
        ({"discount": {"percent": 5}, "when": {"paid": True}}, True),
        ({"ladder": {"steps": [{"from": 0, "percent": 5}]}}, True),
        ({"discount": {"percent": 5}, "when": {"exclude_skus": ["CLUB"]}}, False),
        ({"discount": {"percent": 5}, "when": {"categories": ["tea"]}}, False),
        ({"discount": {"percent": 5, "on": "shipping"}}, False),
        ({"prices": {"TEA": 5}}, False),
    ],
)
def test_a_discount_on_the_fee_of_a_membership_is_told(rule: dict[str, Any], is_told: bool) -> None:
    gives = [{"account": "lounge", "count": 1, "every": "term"}]
    found = warned(
        accounts={"points": {"kind": "points"}, "lounge": {"kind": "entitlement"}},
        membership={"sku": "CLUB", "fee": 60, "term_months": 12, "gives": gives},
        pricing=[{"id": "p", "reason": "P", **rule}],
    )

    assert [code for code, _ in found if code == "MEMBERSHIP_FEE_DISCOUNTED"] == (
        ["MEMBERSHIP_FEE_DISCOUNTED"] if is_told else []
    )
