"""Goods beside those meant: in every section, and refused where they name nothing."""

from __future__ import annotations

from typing import Any

import pytest

from program import ManifestInvalid, evaluate, read_manifest
from tests.program.manifests import a_basket, a_line, a_rule, amount_on, standing, text_of

WITH = {"categories": ["butter"], "with": {"categories": ["bread"]}}
BUTTER, BREAD = a_line(1, 100, category="butter"), a_line(2, 40, category="bread")


@pytest.mark.parametrize(("lines", "points"), [((BUTTER, BREAD), 1), ((BUTTER,), 0), ((BREAD,), 0)])
def test_earning_looks_at_what_is_beside(lines: tuple[Any, ...], points: int) -> None:
    terms = read_manifest(text_of(earning=[a_rule(when=WITH)])).terms

    assert amount_on(evaluate(terms, a_basket(*lines), standing())) == points


@pytest.mark.parametrize(("lines", "off"), [((BUTTER, BREAD), 5000), ((BUTTER,), 0), ((BREAD,), 0)])
def test_discounts_look_at_what_is_beside(lines: tuple[Any, ...], off: int) -> None:
    half = {"id": "half", "reason": "Half", "when": WITH, "discount": {"percent": 50}}
    terms = read_manifest(text_of(pricing=[half])).terms

    assert evaluate(terms, a_basket(*lines), standing()).discount_minor == off


@pytest.mark.parametrize(
    ("beside", "place"),
    [({"min_quantity": 2}, ""), ({"category": ["bread"]}, "/category"), ({}, "")],
)
def test_goods_beside_are_named(beside: dict[str, Any], place: str) -> None:
    with pytest.raises(ManifestInvalid) as refused:
        read_manifest(text_of(earning=[a_rule(when={"with": beside})]))

    assert f"/earning/0/when/with{place}" in [p.pointer for p in refused.value.problems]


def test_goods_that_exclude_each_other_are_warned_of() -> None:
    never = {"with": {"skus": ["a"], "exclude_skus": ["a"]}}

    found = read_manifest(text_of(earning=[a_rule(when=never)])).warnings

    assert [(one.code, one.pointer) for one in found] == [("RULE_NEVER_FIRES", "/earning/0")]
