"""A name that leads nowhere is a problem with its line, and the name that was meant is told."""

from __future__ import annotations

from typing import Any

import pytest

from program import ManifestInvalid, read_manifest
from tests.program.manifests import a_rule, text_of

FLIGHT = {
    "data": {
        "fare": {"type": "money"},
        "class": {"type": "text", "choices": ["economy", "business"]},
    }
}
PRIZE = {"code": "p", "name": "Prize", "give": {"account": "points", "amount": 1}, "odds": "1/4"}
SECTIONS: dict[str, Any] = {
    "accounts": {"points": {"kind": "points"}, "flown": {"kind": "status"}},
    "tiers": {"account": "flown", "ladder": [{"code": "gold", "name": "Gold", "threshold": 0}]},
    "activities": {"flight.done": FLIGHT, "form.sent": {}},
    "attributes": {
        "tariff": {"type": "text", "choices": ["basic", "plus"]},
        "children": {"type": "number"},
    },
    "codes": {"spring": {"kind": "unique"}},
    "partners": [{"code": "bank", "name": "Bank", "issue_rate": "0.01"}],
    "links": {"companion": {}},
}


def problems_of(**sections: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(ManifestInvalid) as refused:
        read_manifest(text_of(**(SECTIONS | sections)))
    assert all(problem.line > 1 for problem in refused.value.problems)
    return [(p.pointer, p.message, p.hint) for p in refused.value.problems]


@pytest.mark.parametrize(
    ("when", "place", "message", "hint"),
    [
        ({"codes": ["SPRING"]}, "codes/0", "There is no series of codes SPRING.", "spring"),
        ({"partners": ["bnk"]}, "partners/0", "There is no partner bnk.", "bank"),
        ({"links": ["friend"]}, "links/0", "Nobody can be friend: links names no friend.", ""),
        ({"links": ["companions"]}, "links/0", "Nobody is companions to a member.", "companion"),
        ({"tiers": ["gild"]}, "tiers/0", "There is no tier gild in the ladder.", "gold"),
        ({"data": {"fare": 1}}, "data/fare", "A receipt has no data, so no data.fare.", ""),
        ({"if": "data.fare > 1"}, "if", "A receipt has no data, so no data.fare.", ""),
        ({"attributes": {"tarif": ["plus"]}}, "attributes/tarif",
         "There is no attribute tarif.", "tariff"),
        ({"attributes": {"tariff": ["pluss"]}}, "attributes/tariff",
         "attribute.tariff is never pluss.", "plus"),
        ({"if": "attribute.childs > 1"}, "if", "There is no attribute childs.", "children"),
        ({"if": "tier == 'gild'"}, "if", "There is no tier gild in the ladder.", "gold"),
        ({"if": "tier in ['gold', 'gild']"}, "if", "There is no tier gild in the ladder.", "gold"),
        ({"if": "'wednesday' == weekday"}, "if", "weekday is never wednesday.", "wed"),
        ({"from": "2026-03-01", "early_access": {"tiers": ["gild"], "hours": 1}},
         "early_access/tiers/0", "There is no tier gild in the ladder.", "gold"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("section", ["earning", "pricing"])
def test_conditions_name_what_there_is(
    section: str, when: dict[str, Any], place: str, message: str, hint: str
) -> None:
    gives = {"earning": {"account": "points", "give": {"percent": 1}}}
    gift = gives.get(section, {"discount": {"percent": 1}})

    found = problems_of(**{section: [{"id": "r", "reason": "R", "when": when, **gift}]})

    assert [(pointer, said) for pointer, said, _ in found] == [
        (f"/{section}/0/when/{place}", message)
    ]
    assert not hint or found[0][2] == f"Did you mean {hint}?"


@pytest.mark.parametrize(
    ("rule", "place", "message", "hint"),
    [
        ({"give": {"formula": "data.klass * 2"}}, "give/formula",
         "flight.done brings no klass.", "class"),
        ({"when": {"data": {"klass": ["economy"]}}}, "when/data/klass",
         "flight.done brings no klass.", "class"),
        ({"when": {"if": "data.klass == 'economy'"}}, "when/if",
         "flight.done brings no klass.", "class"),
        ({"when": {"data": {"class": ["economi"]}}}, "when/data/class",
         "data.class is never economi.", "economy"),
        ({"give": {"table": {"by": ["data.klass"], "rates": {"economy": 1}}}}, "give/table/by/0",
         "flight.done brings no klass.", "class"),
        ({"give": {"table": {"by": ["data.class"], "rates": {"economi": 1}}}},
         "give/table/rates/economi", "data.class is never economi.", "economy"),
        ({"give": {"points": 1, "per": 1, "of": "data.fair"}}, "give/of",
         "flight.done does not bring data.fair.", "data.fare"),
        ({"give": {"formula": "amount * 2"}}, "give/formula", "flight.done brings no amount.", ""),
        ({"when": {"basket": {"table": 7}}}, "when/basket/table",
         "An activity has no basket, so no basket.table.", ""),
        ({"on": "flight.dun"}, "on", "There is no activity flight.dun.", "flight.done"),
        ({"to": "friend"}, "to", "Nobody can be friend: links names no friend.", ""),
    ],
)  # fmt: skip
def test_a_rule_names_what_its_activity_brings(
    rule: dict[str, Any], place: str, message: str, hint: str
) -> None:
    usual = a_rule(on="flight.done", give={"amount": 5})

    found = problems_of(earning=[usual | rule])

    assert (f"/earning/0/{place}", message) in [(pointer, said) for pointer, said, _ in found]
    assert not hint or f"Did you mean {hint}?" in [told for _, _, told in found]


@pytest.mark.parametrize(
    ("sections", "pointer", "hint"),
    [
        ({"activities": {"a": {"data": {"fare": {"type": "money"}},
                               "then": [{"add": {"account": "points", "amount": "data.fair"}}]}}},
         "/activities/a/then/0/add/amount", "fare"),
        ({"activities": {"a": {"then": [{"set": {"tarif": "plus"}}]}}},
         "/activities/a/then/0/set/tarif", "tariff"),
        ({"activities": {"a": {"happens": {"on": "tier", "tiers": ["gild"]}}}},
         "/activities/a/happens/tiers/0", "gold"),
        ({"draws": [{"code": "d", "name": "D", "on": "activity", "activities": ["form.send"],
                     "prizes": [PRIZE]}]}, "/draws/0/activities/0", "form.sent"),
        ({"draws": [{"code": "d", "name": "D", "on": "activity", "activities": ["flight.done"],
                     "when": {"data": {"klass": ["economy"]}}, "prizes": [PRIZE]}]},
         "/draws/0/when/data/klass", "class"),
        ({"tiers": {"account": "flown", "ladder": [
            {"code": "gold", "name": "Gold", "threshold": 0},
            {"code": "plus", "name": "Plus",
             "requires": {"any": [{"attribute": "tarif", "is": "plus"}]}}]}},
         "/tiers/ladder/1/requires/any/0/attribute", "tariff"),
    ],
)  # fmt: skip
def test_sections_name_what_there_is(sections: dict[str, Any], pointer: str, hint: str) -> None:
    found = problems_of(**sections)

    assert [(place, told) for place, _, told in found] == [(pointer, f"Did you mean {hint}?")]


def test_what_leads_somewhere_is_right() -> None:
    rule = a_rule(
        on="flight.done",
        when={"data": {"class": ["economy"]}, "if": "data.fare > 1 and tier != ''"},
        give={"formula": "data.fare * (attribute.children ?? 0)"},
    )
    receipt = a_rule(
        id="r", when={"codes": ["spring"], "partners": ["bank"], "links": ["companion"]}
    )

    assert read_manifest(text_of(**(SECTIONS | {"earning": [rule, receipt]}))).terms


def test_attributes_that_are_declared_nowhere_are_free() -> None:
    rule = a_rule(when={"attributes": {"anything": [1]}, "if": "attribute.other == 1"})

    assert read_manifest(text_of(earning=[rule])).terms
