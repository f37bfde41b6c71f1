"""Mistakes in discounts are refused with their place; what is probably not meant is warned of."""

from __future__ import annotations

from typing import Any

import pytest

from program import ManifestInvalid, read_manifest
from tests.program.manifests import text_of
from tests.program.pricing.shelf import a_rule, off

TEN = {"percent": 10}


def steps(*pairs: tuple[int, int], **changes: Any) -> dict[str, Any]:
    return {"steps": [{"from": start, "percent": percent} for start, percent in pairs], **changes}


@pytest.mark.parametrize(
    ("rules", "stacking", "pointer"),
    [
        ([a_rule()], {}, "/pricing/0"),
        ([a_rule(discount=TEN, prices={"A": 1})], {}, "/pricing/0"),
        ([a_rule(discount={"percent": 101})], {}, "/pricing/0/discount/percent"),
        ([a_rule(discount={"percent": 10, "amount": 1})], {}, "/pricing/0/discount"),
        ([a_rule(discount={"amount": "0.001"})], {}, "/pricing/0/discount/amount"),
        ([a_rule(discount={"percent": 10, "items": 2})], {}, "/pricing/0/discount"),
        ([a_rule(prices={"A/B": "1.005"})], {}, "/pricing/0/prices/A~1B"),
        ([off(5, "a"), off(6, "a")], {}, "/pricing/1/id"),
        ([off(5, "basic")], {}, "/pricing/0/id"),
        ([off(5, group="none")], {}, "/pricing/0/group"),
        ([off(5, not_with=["none"])], {}, "/pricing/0/not_with"),
        ([off(5, "me", not_with=["me"])], {}, "/pricing/0/not_with"),
        ([off(5)], {"groups": [{"id": "g"}, {"id": "g"}]}, "/stacking/groups/1/id"),
        ([a_rule(ladder=steps((20, 5), (10, 7)))], {}, "/pricing/0/ladder/steps/1/from"),
        ([a_rule(ladder=steps((20, 5), by="account"))], {}, "/pricing/0/ladder/by"),
        (
            [a_rule(ladder=steps((20, 5), by="account", account="no"))],
            {},
            "/pricing/0/ladder/account",
        ),
        ([a_rule(ladder=steps((20, 5), count_receipt=True))], {}, "/pricing/0/ladder"),
        (
            [a_rule(bands={"mode": "from_next_order", "steps": [{"above": 1, "percent": 5}]})],
            {},
            "/pricing/0/bands/mode",
        ),
        ([off(5, discnt=1)], {}, "/pricing/0/discnt"),
    ],
)
def test_a_mistake_is_refused_where_it_stands(
    rules: list[dict[str, Any]], stacking: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(ManifestInvalid) as refused:
        read_manifest(text_of(pricing=rules, stacking=stacking))

    assert pointer in [problem.pointer for problem in refused.value.problems]


def warned(*rules: dict[str, Any], **stacking: Any) -> list[tuple[str, str]]:
    found = read_manifest(text_of(pricing=list(rules), stacking=stacking)).warnings
    return [(warning.code, warning.pointer) for warning in found]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (off(19), None),
        (off(20), ("DISCOUNT_GE_20_RISK", "/pricing/0/discount")),
        (
            a_rule(discount={"amount": 300}, when={"min_amount": 1000}),
            ("DISCOUNT_GE_20_RISK", "/pricing/0/discount"),
        ),
        (
            a_rule(ladder=steps((0, 5), (1000, 7), (5000, 20))),
            ("DISCOUNT_GE_20_RISK", "/pricing/0/ladder/steps/2"),
        ),
        (a_rule(ladder=steps((1000, 7), (5000, 7))), ("LADDER_GAP", "/pricing/0/ladder/steps/1")),
        (a_rule(ladder=steps((100, 5), (5000, 7))), ("LADDER_GAP", "/pricing/0/ladder/steps/1")),
        (
            a_rule(ladder=steps((10000, 5), (20000, 7))),
            ("THRESHOLD_CLIFF", "/pricing/0/ladder/steps/0"),
        ),
        (off(5, when={"min_amount": 100}), ("THRESHOLD_CLIFF", "/pricing/0/when/min_amount")),
        (
            off(5, when={"skus": ["A"], "exclude_skus": ["A"]}),
            ("RULE_NEVER_FIRES", "/pricing/0"),
        ),
    ],
)
def test_what_is_probably_not_meant_is_warned_of(
    rule: dict[str, Any], expected: tuple[str, str] | None
) -> None:
    found = warned(rule)

    assert expected in found if expected else found == []


def test_a_percentage_that_another_always_beats_never_fires() -> None:
    small, big = off(5), off(7, "big")

    assert warned(small, big) == [("RULE_NEVER_FIRES", "/pricing/0")]
    assert warned(small, big, how="sum") == []
    assert warned(small, big, how="first") == [("RULE_NEVER_FIRES", "/pricing/1")]
    assert warned(small, big | {"when": {"skus": ["A"]}}) == []


def test_the_cliff_is_told_in_figures() -> None:
    rule = a_rule(ladder=steps((10000, 5)))

    found = read_manifest(text_of(pricing=[rule])).warnings[0]

    assert "10000 costs 9500, a little less costs 10000" in found.message
