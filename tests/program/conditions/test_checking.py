"""What is wrong with conditions, and what can never be true."""

from __future__ import annotations

from typing import Any

import pytest

from program.conditions import when_findings, why_never
from program.errors import ManifestInvalid
from program.manifest import read_manifest
from tests.program.manifests import a_rule, text_of


def contents(**when: Any) -> dict[str, Any]:
    """Give a manifest with one rule."""
    return {
        "currency": "EUR",
        "accounts": {"points": {"kind": "points"}},
        "tiers": {"account": "points", "ladder": [{"code": "gold"}]},
        "earning": [{"id": "r", "when": when}],
    }


@pytest.mark.parametrize(
    ("when", "pointer", "message"),
    [
        ({"tiers": ["golt"]}, "tiers/0", "There is no tier golt in the ladder."),
        ({"accounts": {"pints": {"gte": 1}}}, "accounts/pints", "There is no account pints."),
        ({"from": "2026-02-30"}, "from", "There is no day 2026-02-30."),
        ({"hours": "10:00-10:00"}, "hours", "10:00-10:00 begins when it ends."),
        ({"min_amount": "1.005"}, "min_amount", "1.005 has more than 2 digits after the point."),
        ({"if": "amuont > 1"}, "if", "There is no amuont in formulas."),
        ({"if": "amount + 1"}, "if", "This does not give true or false, as in amount >= 100."),
        ({"if": "balance.pints > 1"}, "if", "There is no account pints."),
        ({"if": "line.amount > 1"}, "if", "This formula is not reckoned line by line."),
    ],
)
def test_conditions_that_do_not_fit_are_found(
    when: dict[str, Any], pointer: str, message: str
) -> None:
    found = list(when_findings(contents(**when)))

    assert [(each.pointer, each.message) for each in found] == [
        (f"/earning/0/when/{pointer}", message)
    ]


def test_conditions_that_fit_are_right() -> None:
    when = {"tiers": ["gold"], "hours": "22:00-02:00", "if": "balance.points > 5 and amount > 1"}

    assert list(when_findings(contents(**when))) == []


@pytest.mark.parametrize(
    "when",
    [
        {"categories": ["a"], "exclude_categories": ["a", "b"]},
        {"flags": ["new"], "exclude_flags": ["new"]},
        {"from": "2026-03-02", "until": "2026-03-01"},
        {"from": "2026-03-02", "until": "2026-03-03", "weekdays": ["sun"]},
        {"segments": ["a"], "not_segments": ["a"]},
        {"visit": 1, "min_visits": 2},
        {"visit": 3, "every_visit": 2},
        {"visit": 1, "days_since_last": {"min": 1}},
        {"days_since_last": {"min": 5, "max": 4}},
        {"accounts": {"spent": {"gte": 5, "lt": 5}}},
        {"data": {"km": {"gt": 5, "lte": 5}}},
    ],
)
def test_conditions_that_exclude_each_other_are_told(when: dict[str, Any]) -> None:
    assert why_never(when)


@pytest.mark.parametrize(
    "when",
    [
        {},
        {"categories": ["a", "b"], "exclude_categories": ["a"]},
        {"from": "2026-03-02", "until": "2026-03-02", "weekdays": ["mon"]},
        {"visit": 4, "every_visit": 2, "min_visits": 2},
        {"accounts": {"spent": {"gte": 5, "lte": 5}}},
    ],
)
def test_conditions_that_can_be_true_together_are_right(when: dict[str, Any]) -> None:
    assert not why_never(when)


def test_conditions_are_found_wherever_they_stand() -> None:
    late = {"from": "2026-03-02", "until": "2026-03-01"}
    text = text_of(
        activities={"ride.logged": {"when": late}},
        earning=[
            a_rule(id="receipt", when=late),
            a_rule(id="ride", on="ride.logged", when={"categories": ["tea"]}),
        ],
    )

    found = read_manifest(text).warnings

    assert {(one.code, one.pointer) for one in found} == {
        ("RULE_NEVER_FIRES", "/activities/ride.logged/when"),
        ("RULE_NEVER_FIRES", "/earning/0"),
        ("RULE_NEVER_FIRES", "/earning/1"),
    }


@pytest.mark.parametrize("name", ["when", "terms", "data", "attributes", "basket"])
def test_an_activity_of_any_name_has_its_conditions_looked_at(name: str) -> None:
    manifest = {"currency": "EUR", "activities": {name: {"when": {"tiers": ["golt"]}}}}

    found = [each.pointer for each in when_findings(manifest)]

    assert found == [f"/activities/{name}/when/tiers/0"]


def test_rates_for_something_called_when_are_no_conditions() -> None:
    rates = {"when": {"tiers": 5}, "then": {"tiers": 3}}
    give = {"table": {"by": ["attribute.a", "attribute.b"], "rates": rates}}

    assert list(when_findings({"currency": "EUR", "earning": [{"give": give}]})) == []


@pytest.mark.parametrize(
    "when",
    [
        {"min_tenure": {"days": 36_601}},
        {"min_tenure": {"years": 101}},
        {"from": "0001-01-01", "early_access": {"tiers": ["gold"], "hours": 1}},
        {"until": "9999-12-31"},
    ],
)
def test_what_lies_beyond_any_calendar_is_refused(when: dict[str, Any]) -> None:
    ladder = {"account": "status", "ladder": [{"code": "gold", "name": "Gold", "threshold": 0}]}
    accounts = {"points": {"kind": "points"}, "status": {"kind": "status"}}

    with pytest.raises(ManifestInvalid):
        read_manifest(text_of(accounts=accounts, tiers=ladder, earning=[a_rule(when=when)]))
