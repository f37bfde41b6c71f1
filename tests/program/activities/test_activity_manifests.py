"""Activities of a manifest: what does not fit is told with its place, and a hint."""

from __future__ import annotations

import json
from typing import Any

import pytest

from program import ManifestInvalid, Terms, read_manifest


def a_manifest(**activities: Any) -> str:
    """Write a manifest with types of activity."""
    contents = {
        "code": "shop",
        "name": "Shop",
        "currency": "EUR",
        "zone": "Europe/Chisinau",
        "accounts": {"points": {"kind": "points"}, "gifts": {"kind": "entitlement"}},
        "activities": {name.replace("__", "."): found for name, found in activities.items()},
    }
    return json.dumps(contents)


def terms_with(**activities: Any) -> Terms:
    """Compile a manifest with types of activity."""
    return read_manifest(a_manifest(**activities)).terms


def gives(amount: Any = 1, **changes: Any) -> dict[str, Any]:
    """Give a type that adds points."""
    return {"then": [{"add": {"account": "points", "amount": amount}}]} | changes


@pytest.mark.parametrize(
    ("found", "pointer"),
    [
        ({"then": [{"add": {"account": "stars", "amount": 1}}]}, "then/0/add/account"),
        ({"then": [{"grant": {"account": "points", "amount": 1}}]}, "then/0/grant/account"),
        (gives("data.miles"), "then/0/add/amount"),
        (gives("data.x ** 2"), "then/0/add/amount"),
        (gives("'text'"), "then/0/add/amount"),
        (gives(once_per="line"), "once_per"),
        (gives(once_per={"data": ["sku"]}), "once_per/data/0"),
        (gives(cites={"receipt": "line"}, data={"paid": {"type": "money"}}), "data/paid"),
        (gives(data={"n": {"type": "number", "min": 5, "max": 1}}), "data/n/min"),
        (gives(happens={"on": "birthday"}, data={"n": {"type": "number"}}), "data"),
        (gives(happens={"on": "birthday"}, cites={"receipt": "whole"}), "cites"),
        ({"then": [{"tier": "gold"}]}, "then/0/tier"),
        ({"then": [{"code": "thanks"}]}, "then/0/code"),
        (gives(happens={"on": "tier"}, fulfilment=True), "fulfilment"),
        ({"then": [{"add": {"account": "points", "amount": 0}}]}, "then/0/add/amount"),
        ({"then": [{"tier": "gold", "enter": ["a"]}]}, "then/0"),
        (gives(happens={"on": "schedule"}), "happens"),
        (gives(happens={"on": "birthday", "monthly": 1}), "happens/monthly"),
        (gives(data={"n": {"type": "flag", "min": 1}}), "data/n/min"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(found: dict[str, Any], pointer: str) -> None:
    with pytest.raises(ManifestInvalid) as refusal:
        read_manifest(a_manifest(thing__done=found))

    assert f"/activities/thing.done/{pointer}" in {p.pointer for p in refusal.value.problems}


def test_a_code_of_an_activity_belongs_to_a_member() -> None:
    contents = json.loads(a_manifest(thing__done={"then": [{"code": "thanks"}]}))
    contents["codes"] = {"thanks": {"kind": "unique"}}

    with pytest.raises(ManifestInvalid) as refusal:
        read_manifest(json.dumps(contents))

    problems = {p.pointer for p in refusal.value.problems}
    assert problems == {"/activities/thing.done/then/0/code"}


def test_a_type_may_give_nothing_at_all() -> None:
    activities = terms_with(ride__logged={}).activities

    assert activities is not None
    assert activities.types["ride.logged"].effects == ()
