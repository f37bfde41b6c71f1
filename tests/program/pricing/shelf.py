"""Baskets and rules for tests of prices: amounts in whole roubles, ten kopecks spelled "0.10"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from program import Basket, Line, PresentedCode, Standing
from program.pricing import PricingTerms, compile_pricing, price
from program.pricing.effects import Candidate
from program.pricing.goods import Goods, goods_of
from program.pricing.matching import matches_of
from program.values import Facts, Priced, Situation

MOSCOW = ZoneInfo("Europe/Moscow")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=MOSCOW)  # a Monday
Rule = dict[str, Any]


def minor(amount: str | int) -> int:
    """Turn roubles into kopecks."""
    return int(Decimal(str(amount)) * 100)


def a_rule(id: str = "rule", **changes: Any) -> Rule:
    """Give a rule by its effect and conditions."""
    return {"id": id, "reason": id.title(), **changes}


def off(percent: str | int, id: str = "", **changes: Any) -> Rule:
    """Give a rule of so many percent."""
    return a_rule(id or f"p{percent}", discount={"percent": percent}, **changes)


def a_line(no: int, amount: str | int, quantity: str | int = 1, **changes: Any) -> Line:
    """Give a line by what all of it costs."""
    values: dict[str, Any] = {"sku": f"s{no}", "flags": frozenset()}
    return Line(no=no, quantity=Decimal(quantity), amount_minor=minor(amount), **values | changes)


def lines_of(*amounts: str | int | Line) -> tuple[Line, ...]:
    """Give lines of amounts, or ready ones."""
    return tuple(
        amount if isinstance(amount, Line) else a_line(place, amount)
        for place, amount in enumerate(amounts, 1)
    )


def buy(
    rules: list[Rule],
    *amounts: str | int | Line,
    stacking: Mapping[str, Any] | None = None,
    codes: Mapping[str, str] | None = None,
    balances: Mapping[str, int] | None = None,
    at: datetime = NOON,
    shown: tuple[PresentedCode, ...] = (),
    asked: tuple[str, ...] = (),
    **facts: Any,
) -> Priced:
    """Price a basket; `codes` map what is presented to its series, `shown` is ready."""
    terms = _terms(rules, stacking)
    lines = lines_of(*amounts)
    shown += tuple(PresentedCode(code, series) for code, series in (codes or {}).items())
    basket = Basket(at, "RUB", lines, codes=(*asked, *(codes or ())))
    standing = Standing(balances=balances or {}, facts=Facts(**facts), codes=shown)
    total = sum(line.amount_minor for line in lines)
    return price(terms, Situation(at, at.date(), standing, basket, None, total))


def matched(
    rules: list[Rule], *amounts: str | int | Line, stacking: Mapping[str, Any] | None = None
) -> tuple[PricingTerms, Goods, list[Candidate]]:
    """Give the rules that hold for a basket, before the best of them are chosen."""
    terms = _terms(rules, stacking)
    lines = lines_of(*amounts)
    total = sum(line.amount_minor for line in lines)
    basket = Basket(NOON, "RUB", lines)
    situation = Situation(NOON, NOON.date(), Standing(), basket, None, total)
    goods = goods_of(lines)
    return terms, goods, matches_of(terms, goods, situation).candidates


def _terms(rules: list[Rule], stacking: Mapping[str, Any] | None) -> PricingTerms:
    contents = {"currency": "RUB", "pricing": rules, "stacking": stacking or {}}
    terms = compile_pricing(contents, {"spent": Fraction(1), "packs": Fraction(100)})
    assert terms is not None
    return terms


def paid(priced: Priced) -> Decimal:
    """Give what a basket costs, in roubles."""
    return Decimal(sum(line.amount_minor for line in priced.lines)) / 100


def by_line(priced: Priced) -> list[Decimal]:
    """Give what each line costs, in roubles."""
    return [Decimal(line.amount_minor) / 100 for line in priced.lines]


def why(priced: Priced) -> dict[str, str]:
    """Give what does not count, as subject → code."""
    return {turned.subject: turned.rejection.code for turned in priced.rejected}
