"""What is wrong with earning rules, with the line and a hint."""

from __future__ import annotations

from typing import Any

import pytest

from program.errors import ManifestInvalid
from program.manifest import read_manifest
from tests.program.manifests import a_rule, text_of

FLIGHTS = {"flight.flown": {"data": {"fare": {"type": "money"}}}}


@pytest.mark.parametrize(
    ("rule", "pointer", "message"),
    [
        ({"on": "flight.flewn"}, "on", "There is no activity flight.flewn."),
        (
            {"on": "flight.flown", "give": {"percent": 5, "of": "data.price"}},
            "give/of",
            "flight.flown does not bring data.price.",
        ),
        (
            {"give": {"percent": 5, "of": "data.fare"}},
            "give/of",
            "A receipt brings no data; leave of out.",
        ),
        ({"give": {"formula": "amuont"}}, "give/formula", "There is no amuont in formulas."),
        ({"give": {"formula": "amount > 1"}}, "give/formula", "This does not give a number."),
        (
            {"give": {"table": {"by": ["attribute.t"], "rates": {"A": {"B": 1}}}}},
            "give/table/rates",
            "The rates must be 1 deep, as by has 1 names.",
        ),
        (
            {"give": {"table": {"by": ["tarif"], "rates": {"A": 1}}}},
            "give/table/by/0",
            "There is nothing called tarif.",
        ),
        (
            {"give": {"table": {"by": ["line.sku"], "rates": {"A": 1}}}},
            "give/table/by/0",
            "A table has one rate for a purchase; line.sku may be several things.",
        ),
        (
            {"give": {"table": {"by": ["segments"], "rates": {"A": 1}}}},
            "give/table/by/0",
            "A table has one rate for a purchase; segments may be several things.",
        ),
        (
            {"give": {"bands": {"account": "flown", "steps": [{"from": 0, "percent": 1}]}}},
            "give/bands/account",
            "There is no account flown.",
        ),
        (
            {
                "give": {
                    "bands": {
                        "account": "points",
                        "steps": [{"from": 5, "percent": 1}, {"from": 5, "percent": 2}],
                    }
                }
            },
            "give/bands/steps/1/from",
            "This is not above the one before.",
        ),
        ({"give": {"amount": 5, "percent": 5}}, "give", "The settings here do not go together."),
    ],
)
def test_rules_that_do_not_fit_are_refused(
    rule: dict[str, Any], pointer: str, message: str
) -> None:
    with pytest.raises(ManifestInvalid) as refused:
        read_manifest(text_of(activities=FLIGHTS, earning=[a_rule(**rule)]))

    found = [(each.pointer, each.message) for each in refused.value.problems]
    assert found == [(f"/earning/0/{pointer}", message)]


@pytest.mark.parametrize(
    ("into", "message"),
    [("cup", "There is no account cup."), ("points", "Units of points are themselves converted.")],
)
def test_conversions_that_do_not_fit_are_refused(into: str, message: str) -> None:
    accounts = {"points": {"kind": "stamps", "converts": {"every": 10, "into": into}}}

    with pytest.raises(ManifestInvalid) as refused:
        read_manifest(text_of(accounts=accounts))

    assert [each.message for each in refused.value.problems] == [message]


def test_generous_tables_and_bands_are_told() -> None:
    bands = {"account": "points", "steps": [{"from": 0, "percent": 5}, {"from": 9, "percent": 20}]}
    table = {"by": ["channel"], "rates": {"app": 25}}
    rules = [a_rule(id="b", give={"bands": bands}), a_rule(id="t", give={"table": table})]

    found = read_manifest(text_of(earning=rules, burning={"account": "points", "value": 1}))

    assert [(one.code, one.pointer) for one in found.warnings] == [
        ("DISCOUNT_GE_20_RISK", "/earning/0/give"),
        ("DISCOUNT_GE_20_RISK", "/earning/1/give"),
    ]


def test_a_multiplier_may_spell_out_what_its_rules_leave_to_the_default() -> None:
    twice = a_rule(id="twice", on="receipt", to="member", give={"multiplier": 2, "of": ["basic"]})

    manifest = read_manifest(text_of(earning=[a_rule(), twice]))

    assert [rule.id for rule in manifest.terms.rules] == ["basic", "twice"]
