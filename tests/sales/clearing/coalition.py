"""A coalition for tests: two partners, points of a cent, and the worker's part done at once."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import program
import wallet
from sales import clearing
from sales.clearing import Day
from tests.sales.shop import OPENED, TENTH, Till, a_program

SHOPS: list[dict[str, Any]] = [
    {"code": "macys", "name": "Macy's", "stores": ["m"], "commission": {"issue": 10, "accept": 5},
     "rates": [
         {"from": "2026-01-01", "issue_rate": "0.01", "accept_rate": "0.008"},
         {"from": "2026-03-04", "issue_rate": "0.02", "accept_rate": "0.016"},
     ]},
    {"code": "hertz", "name": "Hertz", "stores": ["h"],
     "issue_rate": "0.01", "accept_rate": "0.01"},
]  # fmt: skip


def open_coalition(member_id: str) -> Till:
    """Put a program with partners in force: a tenth back in points of one cent."""
    accounts = {"points": {"kind": "points"}}
    contents = json.loads(a_program(accounts=accounts, earning=[TENTH], partners=SHOPS))
    del contents["tiers"]
    version = program.apply(json.dumps(contents), author="olga", effective_at=OPENED)
    return Till(member_id, version.program)


def draw(*member_ids: str) -> None:
    """Hand all entries of wallets to clearing, as the worker does."""
    for member_id in member_ids:
        clearing.on_entry_posted(wallet.get_history(member_id, limit=100).entries)


def settlements(since: str = "2026-03-01", until: str = "2026-03-31", **only: str) -> list[Day]:
    """List the settlements of a span of days."""
    span = {"since": date.fromisoformat(since), "until": date.fromisoformat(until)}
    return clearing.list_settlements("shop", **span, **only)  # type: ignore[arg-type]


def nets(days: list[Day]) -> dict[str, dict[str, int]]:
    """Give what each partner is to receive in minor units, by day."""
    return {day.day: {found.partner: found.net_minor for found in day.settlements} for day in days}
