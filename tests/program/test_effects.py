"""What effects do to a wallet that another version of the program has left behind."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from program.effects import Granting
from tests.program.manifests import NOON, terms_of
from wallet import Decision, Rehearsal, SetMark, Step

SINCE = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1000)
LADDER = {
    "account": "status",
    "ladder": [
        {"code": "silver", "name": "Silver", "threshold": 0},
        {"code": "gold", "name": "Gold", "threshold": 100},
    ],
}


def steps_to(wanted: str, held: str) -> list[Step]:
    """Give the steps by which who holds a tier is raised to another."""
    terms = terms_of(accounts={"status": {"kind": "status"}}, earning=[], tiers=LADDER)
    wallet = Rehearsal("mem_anna")
    mark = SetMark("tier@shop", {"c": held, "s": SINCE, "r": None})
    wallet.post(lambda view: Decision([mark]), at=NOON)
    row: dict[str, Any] = {"k": "tier", "u": "", "n": 0, "s": {"names": wanted}}
    granting = Granting(terms, wallet.view(NOON), {"_id": "act_1", "effects": [row]})
    granting.do(0, row)
    return granting.steps()


@pytest.mark.parametrize(
    ("wanted", "held", "raised"),
    [
        ("gold", "silver", ["gold"]),
        ("silver", "gold", []),
        ("gold", "gold", []),
        ("gold", "platinum", ["gold"]),  # held from a ladder that had it
        ("platinum", "silver", []),  # asked for when the ladder had it
    ],
)
def test_a_tier_is_raised_only_within_the_ladder_of_now(
    wanted: str, held: str, raised: list[str]
) -> None:
    steps = steps_to(wanted, held)

    assert [step.value["c"] for step in steps if isinstance(step, SetMark)] == raised
