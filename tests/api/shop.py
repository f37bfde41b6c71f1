"""A small shop for tests over HTTP: its terms, its baskets, and what a till sends."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from werkzeug.test import TestResponse

import program
import wallet
from tests.api.people import Person

# 10 % back on all but tobacco; a point is a cent and pays up to half of what is no tobacco.
TERMS = """\
code: kopeck
name: { en: Kopeck, ru: Копейка, ro: Copeica }
currency: EUR
zone: Europe/Chisinau
accounts:
  points:
    kind: points
    name: { en: Points, ru: Баллы, ro: Puncte }
    expiry: { kind: rolling, months: 12 }
    negative: debt
    caps: { day: 5000 }
  status:
    kind: status
    name: { en: Spent this year, ru: Покупки за год, ro: Cumpărături în acest an }
    expiry: { kind: calendar, period: year }
    negative: clamp
earning:
  - id: purchase
    account: points
    reason: { en: 10 % of the purchase, ru: 10 % от покупки, ro: 10 % din cumpărătură }
    when: { exclude_categories: [tobacco] }
    give: { percent: 10 }
    base: net_of_points
  - id: spend
    account: status
    reason: { en: A unit for every euro, ru: Единица за евро, ro: O unitate pentru un euro }
    give: { points: 1, per: 1 }
    base: net
burning:
  account: points
  value: "0.01"
  max_percent: 50
  exclude_categories: [tobacco]
tiers:
  account: status
  ladder:
    - { code: bronze, name: { en: Bronze, ru: Бронза, ro: Bronz }, threshold: 0 }
    - { code: silver, name: { en: Silver, ru: Серебро, ro: Argint }, threshold: 100 }
returns: { earned: revoke, burned: restore_by_share, restored_expiry: original }
"""
OPENED_AT = datetime(2026, 1, 1, tzinfo=UTC)
RECEIPTS = "/v1/pos/receipts"
_numbers = count(1)


def open_shop(terms: str = TERMS) -> None:
    """Put the shop's terms in force, from the beginning of the year."""
    program.apply(terms, author="tests", effective_at=OPENED_AT)


def a_key() -> dict[str, str]:
    """Give a new idempotency key as a header."""
    return {"Idempotency-Key": f"test-key-{next(_numbers)}"}


def a_line(amount_minor: int, **changes: Any) -> dict[str, Any]:
    """Give a line of one item."""
    return {"sku": "beans-250", "quantity": "1", "amount_minor": amount_minor, **changes}


def a_basket(member: Person | str, *amounts: int, **changes: Any) -> dict[str, Any]:
    """Give a basket of a member with one line for each amount, ten euros unless told."""
    return {
        "member_id": member if isinstance(member, str) else member.id,
        "currency": "EUR",
        "occurred_at": "2026-03-02T12:00:00+02:00",
        "lines": [a_line(amount) for amount in amounts or (1000,)],
        **changes,
    }


def a_receipt(member: Person | str, *amounts: int, **changes: Any) -> dict[str, Any]:
    """Give a receipt with a number of its own."""
    return {**a_basket(member, *amounts), "receipt_no": f"R{next(_numbers):06d}", **changes}


def close(till: Person, receipt: dict[str, Any], **headers: str) -> TestResponse:
    """Close a receipt at a till under a new key."""
    return till.post(RECEIPTS, json=receipt, headers=a_key() | headers)


def a_return(*lines: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Give a return with a number of its own; without lines, everything left."""
    at = "2026-03-02T12:00:00+02:00"
    return {"return_no": f"B{next(_numbers)}", "occurred_at": at, "lines": list(lines), **changes}


def give_points(
    member: Person | str, amount: int, *, account: str = "points", **terms: Any
) -> None:
    """Put points, or units of another account, into a member's wallet."""
    owner = member if isinstance(member, str) else member.id
    key = f"gift-{next(_numbers)}"
    wallet.adjust(owner, account=account, amount=amount, reason="A gift", key=key, **terms)


def points_in(answer: TestResponse, account: str = "points") -> dict[str, int]:
    """Give an account's figures from an answer that shows balances."""
    rows = [row for row in answer.json["balances"] if row["account"] == account]
    return {name: rows[0][name] for name in rows[0] if name not in ("account", "name")}
