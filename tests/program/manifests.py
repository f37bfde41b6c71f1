"""Small programs and baskets for tests: a manifest by parts, a basket by amounts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from program import Basket, Earned, Evaluation, Line, Standing, Terms, read_manifest
from program.compiling import compile_terms

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "programs"
NOON = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)  # a Monday
BASE_RULE: dict[str, Any] = {
    "id": "basic", "account": "points", "reason": "Points", "give": {"percent": 1},
}  # fmt: skip


def a_manifest(**changes: Any) -> dict[str, Any]:
    """Give the contents of a program in roubles with one account and one rule of 1 %."""
    contents: dict[str, Any] = {
        "code": "shop",
        "name": "Shop",
        "currency": "RUB",
        "zone": "Europe/Moscow",
        "accounts": {"points": {"kind": "points"}},
        "earning": [BASE_RULE],
    }
    return contents | changes


def a_rule(**changes: Any) -> dict[str, Any]:
    """Give an earning rule: 1 % on points, with changes."""
    return BASE_RULE | changes


def terms_of(**changes: Any) -> Terms:
    """Compile a small program, unchecked: for speed."""
    return compile_terms(a_manifest(**changes))


def text_of(**changes: Any) -> str:
    """Write a small program as JSON, which is YAML too."""
    return json.dumps(a_manifest(**changes), indent=2, ensure_ascii=False)


def example(name: str) -> Terms:
    """Read one of the example programs."""
    return read_manifest((EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")).terms


def minor(amount: str | int) -> int:
    """Turn roubles into kopecks."""
    return int(Decimal(str(amount)) * 100)


def a_line(no: int, amount: str | int, **changes: Any) -> Line:
    """Give a line of one item with an amount in whole currency units."""
    values: dict[str, Any] = {"sku": f"sku-{no}", "quantity": Decimal(1)}
    return Line(no=no, amount_minor=minor(amount), **(values | changes))


def a_basket(*amounts: str | int | Line, currency: str = "RUB", **changes: Any) -> Basket:
    """Give a basket of amounts (or ready lines) at noon of a Monday."""
    lines = tuple(
        amount if isinstance(amount, Line) else a_line(place + 1, amount)
        for place, amount in enumerate(amounts)
    )
    values: dict[str, Any] = {"occurred_at": NOON, "currency": currency, "lines": lines}
    return Basket(**(values | changes))


def standing(
    tier: str | None = None, *, used: dict[str, int] | None = None, **balances: int
) -> Standing:
    """Give a member's standing."""
    return Standing(tier=tier, balances=balances, caps_used=used or {})


def on(evaluation: Evaluation, account: str = "points") -> Earned | None:
    """Give what was earned on an account."""
    return next((found for found in evaluation.earned if found.account == account), None)


def amount_on(evaluation: Evaluation, account: str = "points") -> int:
    """Give how much was earned on an account."""
    found = on(evaluation, account)
    return found.amount if found else 0


def points_by(evaluation: Evaluation, rule_id: str) -> int:
    """Give how much one rule earned."""
    hits = [hit for found in evaluation.earned for hit in found.hits]
    return sum(hit.points for hit in hits if hit.rule_id == rule_id)
