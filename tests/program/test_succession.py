"""What a version owes to those before it."""

from __future__ import annotations

from typing import Any

import pytest

from program.compiling import compile_terms
from program.succession import objections, revaluations
from program.terms import Terms
from tests.program.manifests import a_manifest

POINTS = {"kind": "points"}
BOTH = {"points": POINTS, "status": {"kind": "status"}}


def a_version(number: int, **changes: Any) -> Terms:
    return compile_terms(a_manifest(**changes), version=number)


def objected(before: list[Terms], after: Terms) -> list[tuple[str, str]]:
    found = list(objections(before, after))
    return [(refusal.code, refusal.errors[0].pointer) for refusal in found]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"accounts": {**BOTH, "stamps": {"kind": "stamps"}}}, []),
        ({"currency": "EUR"}, [("PROGRAM_CURRENCY_FIXED", "/currency")]),
        ({"accounts": {"points": POINTS}}, [("PROGRAM_ACCOUNT_REMOVED", "/accounts")]),
        (
            {"accounts": {"points": POINTS, "status": {"kind": "stamps"}}},
            [("PROGRAM_ACCOUNT_KIND_FIXED", "/accounts/status/kind")],
        ),
        (
            {"accounts": {"points": POINTS}, "currency": "EUR"},
            [("PROGRAM_CURRENCY_FIXED", "/currency"), ("PROGRAM_ACCOUNT_REMOVED", "/accounts")],
        ),
    ],
)
def test_what_members_hold_is_not_stranded(
    changes: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    first = a_version(1, accounts=BOTH)

    assert objected([first], a_version(2, **{"accounts": BOTH, **changes})) == found


def test_an_account_of_any_earlier_version_is_kept() -> None:
    before = [a_version(1, accounts=BOTH), a_version(2)]

    (refusal,) = objections(before, a_version(3))

    assert str(refusal).startswith("The account status of version 1 is missing")


def test_a_first_version_owes_nothing() -> None:
    assert objected([], a_version(1)) == []


@pytest.mark.parametrize(
    ("burning", "told"),
    [
        ({"account": "points", "value": "0.50"}, None),
        ({"account": "points", "value": "0.5", "max_percent": 10}, None),
        ({"account": "points", "value": 1}, "A unit of points pays 1 RUB instead of 0.5 RUB"),
        ({"account": "bonus", "value": "0.5"}, "What members hold on points can no longer"),
        (None, "What members hold on points can no longer be spent."),
    ],
)
def test_a_changed_worth_of_a_unit_is_told(
    burning: dict[str, Any] | None, told: str | None
) -> None:
    accounts = {"points": POINTS, "bonus": POINTS}
    before = a_version(1, accounts=accounts, burning={"account": "points", "value": "0.50"})
    after = a_version(2, accounts=accounts, **({"burning": burning} if burning else {}))

    found = list(revaluations(before, after))

    assert [warning.code for warning in found] == (["UNIT_VALUE_CHANGED"] if told else [])
    assert told is None or found[0].message.startswith(told)
    assert list(revaluations(a_version(1), after)) == []
