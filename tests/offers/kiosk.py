"""A kiosk for tests of offers: its codes, its catalogue, its members."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import count
from typing import Any

import program
import wallet
from foundation import ids
from tests.sales.shop import Till

_numbers = count(1)
OPENED = datetime(2026, 1, 1, tzinfo=UTC)
TERMINAL = {"kind": "terminal", "id": "trm_kiosk"}
CONTENTS: dict[str, Any] = {
    "code": "kiosk",
    "name": "Kiosk",
    "currency": "EUR",
    "zone": "Europe/Chisinau",
    "accounts": {
        "points": {"kind": "points"},
        "coffee": {"kind": "entitlement"},
        "litres": {"kind": "product", "goods": ["DIESEL", "PETROL"]},
    },
    "burning": {"account": "points", "value": "0.01"},
    "codes": {
        "ten": {"kind": "generic", "text": "TEN", "limit": {"total": 10}},
        "daily": {"kind": "generic", "text": "DAILY", "limit": {"per_day": 2}},
        "once": {"kind": "generic", "text": "ONCE", "limit": {"per_member": 1}},
        "single": {"kind": "unique"},
        "kept": {"kind": "unique", "on_return": "keep"},
        "mine": {"kind": "personal"},
    },
    "pricing": [
        {
            "id": f"code-{name}",
            "reason": "A code",
            "when": {"codes": [name]},
            "discount": {"percent": 10},
        }
        for name in ("ten", "daily", "once", "single", "kept", "mine")
    ],
    "rewards": [
        {
            "code": "cup",
            "name": "A cup of coffee",
            "price": {"account": "points", "amount": 100},
            "gives": [{"account": "coffee", "amount": 1}],
        },
        {
            "code": "seat",
            "name": "A seat at the tasting",
            "price": {"account": "points", "amount": 100},
            "gives": [{"goods": "SEAT"}],
            "pool": 10,
            "confirm": "by_till",
            "wait": "P3D",
        },
        {
            "code": "mug",
            "name": "A mug",
            "price": {"account": "points", "amount": 50},
            "gives": [{"goods": "MUG"}],
            "per_member": 1,
            "confirm": "by_till",
        },
        {
            "code": "voucher",
            "name": "Ten per cent off once",
            "price": {"account": "points", "amount": 50},
            "gives": [{"code": "mine"}],
        },
    ],
}


def open_kiosk(**changes: Any) -> None:
    """Put the kiosk's terms in force."""
    program.apply(json.dumps(CONTENTS | changes), author="olga", effective_at=OPENED)


def a_member(points: int = 0) -> str:
    """Give a member with points."""
    member_id = ids.new("mem")
    wallet.open_wallet(member_id)
    if points:
        wallet.earn(member_id, account="points", amount=points, key=f"gift {member_id}")
    return member_id


def a_till(member_id: str | None = None) -> Till:
    """Give a till of its own that serves a member."""
    return Till(member_id or a_member(), "kiosk", f"trm_{next(_numbers)}")


def balance(member_id: str, account: str = "points") -> tuple[int, int]:
    """Give what is available and what is held."""
    found = wallet.get_wallet(member_id).balance(account)
    return found.available, found.held
