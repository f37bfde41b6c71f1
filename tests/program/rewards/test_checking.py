"""Mistakes in the catalogue are named with their place."""

from __future__ import annotations

from typing import Any

import pytest

from program import rewards

ACCOUNTS = {
    "points": {"kind": "points"},
    "status": {"kind": "status"},
    "cups": {"kind": "entitlement"},
}
CUP: dict[str, Any] = {
    "code": "cup",
    "name": "A cup",
    "price": {"account": "points", "amount": 100},
    "gives": [{"account": "cups", "amount": 1}],
}


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"price": {"account": "none", "amount": 1}}, "/rewards/0/price/account"),
        ({"price": {"account": "status", "amount": 1}}, "/rewards/0/price/account"),
        ({"gives": [{"account": "none", "amount": 1}]}, "/rewards/0/gives/0/account"),
        ({"gives": [{"account": "status", "amount": 1}]}, "/rewards/0/gives/0/account"),
        ({"gives": [{"code": "none"}]}, "/rewards/0/gives/0/code"),
        ({"gives": [{"code": "open"}]}, "/rewards/0/gives/0/code"),
        ({"wait": "P3D"}, "/rewards/0/wait"),
        ({"retired": "2026-02-30"}, "/rewards/0/retired"),
    ],
)
def test_what_does_not_fit_is_found(changes: dict[str, Any], pointer: str) -> None:
    codes = {"open": {"kind": "unique"}}
    contents = {"currency": "EUR", "accounts": ACCOUNTS, "codes": codes, "rewards": [CUP | changes]}

    assert [found.pointer for found in rewards.rewards_findings(contents)] == [pointer]


def test_two_rewards_of_one_code_are_found() -> None:
    found = rewards.rewards_findings(
        {"currency": "EUR", "accounts": ACCOUNTS, "rewards": [CUP, CUP]}
    )

    assert [one.pointer for one in found] == ["/rewards/1/code"]
