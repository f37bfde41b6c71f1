"""`python -m bench.quote [--short]`: what one quote costs in pure evaluation, and how it grows.

Nothing is read or written: terms, a basket and a standing in, an evaluation out. Times are of the
processor, so that other programs on the machine do not count.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from statistics import quantiles
from typing import Any

import click
from rich import box
from rich.console import Console
from rich.table import Table

from program import Basket, Line, PresentedCode, Standing, Terms, evaluate, read_manifest
from program.pricing import MOST_COMBINATIONS

NOON = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EFFECTS: tuple[dict[str, Any], ...] = (
    {"discount": {"percent": 10, "on": "lines"}},
    {"discount": {"percent": "7.5"}},
    {"discount": {"amount": 50}},
    {"prices": {f"sku-{n}": "19.90" for n in range(5)}},
    {"ladder": {"steps": [{"from": 500, "percent": 3}, {"from": 2000, "percent": 5}]}},
    {"buy_get": {"buy": 2, "get": 1}},
    {"bundle": {"parts": [{"goods": {"skus": [s]}} for s in ("sku-1", "sku-2")], "percent": 15}},
    {"discount": {"percent": 50, "on": "cheapest"}},
)  # fmt: skip
SERIES = 5


@dataclass(frozen=True)
class Case:
    """Terms and a basket to ask about."""

    terms: Terms
    basket: Basket
    standing: Standing

    def ask(self) -> None:
        """Price the basket and reckon what it earns."""
        evaluate(self.terms, self.basket, self.standing)


def a_case(
    *, rules: int = 50, lines: int = 30, codes: int = SERIES, matching: int | None = None
) -> Case:
    """Make a shop of so many rules and a basket of so many lines, with codes presented.

    `matching` says how many of the rules mean anything in the basket; by default each category of
    ten has its share of the rules, as shops have them.
    """
    pricing = [_rule(number, matching) for number in range(rules - codes)]
    pricing += [_coded(number) for number in range(codes)]
    contents = {
        "code": "bench", "name": "Bench", "currency": "RUB", "zone": "Europe/Moscow",
        "accounts": {"points": {"kind": "points"}},
        "earning": [
            {"id": f"earn-{n}", "account": "points", "reason": "Points", "give": {"percent": n + 1},
             "when": {"categories": [f"c{n}"]}} for n in range(5)
        ],
        "burning": {"account": "points", "value": 1, "max_percent": 50},
        "codes": {f"series-{n}": {"kind": "generic", "text": f"CODE{n}"} for n in range(codes)},
        "pricing": pricing,
        "stacking": {"how": "max", "groups": [{"id": "coupons", "how": "max", "per": "receipt"}]},
    }  # fmt: skip
    terms = read_manifest(json.dumps(contents)).terms
    shown = tuple(PresentedCode(f"CODE{n}", f"series-{n}") for n in range(codes))
    goods = tuple(_line(number) for number in range(1, lines + 1))
    basket = Basket(NOON, "RUB", goods, codes=tuple(code.code for code in shown))
    return Case(terms, basket, Standing(balances={"points": 1000}, codes=shown))


def _rule(number: int, matching: int | None) -> dict[str, Any]:
    category = f"c{number % 10}" if matching is None or number < matching else "elsewhere"
    return {
        "id": f"rule-{number}",
        "reason": "Discount",
        "when": {"categories": [category]},
        **EFFECTS[number % len(EFFECTS)],
    }


def _coded(number: int) -> dict[str, Any]:
    return {
        "id": f"coded-{number}",
        "reason": "Code",
        "group": "coupons",
        "when": {"codes": [f"series-{number}"]},
        "discount": {"percent": number + 5},
    }


def _line(number: int) -> Line:
    sku, category = f"sku-{number % 40}", f"c{number % 10}"
    return Line(number, sku, Decimal(1 + number % 3), 10_000 + 137 * number, category)


def measure(ask: Callable[[], None], seconds: float) -> tuple[float, float]:
    """Ask again and again; give the median and the 95th percentile in milliseconds."""
    for _ in range(5):
        ask()
    took: list[float] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until or len(took) < 20:
        began = time.thread_time_ns()
        ask()
        took.append((time.thread_time_ns() - began) / 1e6)
    cuts = quantiles(took, n=20)
    return cuts[9], cuts[18]


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _targets(seconds: float) -> Table:
    title = "A quote: price and earn, 30 lines, 5 codes"
    table = _table(title, "rules", "that mean something", "p50 ms", "p95 ms", "most ms")
    for rules, matching, most in ((50, 50, 3.0), (500, 150, 10.0), (500, 500, 10.0)):
        case = a_case(rules=rules, matching=matching - SERIES)
        middle, high = measure(case.ask, seconds)
        verdict = f"{most:g}" if high <= most else f"{most:g} (over)"
        table.add_row(str(rules), str(matching), f"{middle:.2f}", f"{high:.2f}", verdict)
    return table


def _growth(title: str, name: str, cases: dict[int, Case], seconds: float) -> Table:
    """Show how the time grows beside what makes it grow: a ratio of 1 is linear."""
    table = _table(title, name, "p50 ms", "time ×", f"{name} ×", "ratio")
    first: tuple[int, float] | None = None
    for size, case in cases.items():
        middle, _ = measure(case.ask, seconds)
        first = first or (size, middle)
        slower, larger = middle / first[1], size / first[0]
        table.add_row(
            str(size), f"{middle:.2f}", f"{slower:.1f}", f"{larger:.1f}", f"{slower / larger:.2f}"
        )
    return table


def _conflicts(rules: int) -> Case:
    """Make a basket under rules of which each cannot be had with two others."""
    pricing: list[dict[str, Any]] = []
    for n in range(rules):
        first = n - n % 3
        others = [f"r{m}" for m in range(first, min(first + 3, rules)) if m != n]
        discount = {"percent": 1 + n % 5, "on": "lines"}
        rule = {"id": f"r{n}", "reason": "Discount", "discount": discount}
        pricing.append(rule | ({"not_with": others} if others else {}))
    contents = {
        "code": "bench", "name": "Bench", "currency": "RUB", "zone": "Europe/Moscow",
        "pricing": pricing, "stacking": {"how": "sum"},
    }  # fmt: skip
    terms = read_manifest(json.dumps(contents)).terms
    goods = tuple(_line(number) for number in range(1, 31))
    return Case(terms, Basket(NOON, "RUB", goods), Standing())


def _solver(seconds: float) -> Table:
    table = _table(
        f"The best combination: exact up to {MOST_COMBINATIONS} largest sets",
        "rules in conflict", "largest sets", "how", "p50 ms", "p95 ms",
    )  # fmt: skip
    for rules in (3, 6, 12, 24, 48):
        sets = 3 ** (rules // 3)
        how = "exact" if sets <= MOST_COMBINATIONS else "greedy"
        middle, high = measure(_conflicts(rules).ask, seconds)
        table.add_row(str(rules), f"{sets:,}", how, f"{middle:.2f}", f"{high:.2f}")
    return table


@click.command()
@click.option("--short", is_flag=True, help="A quarter of the time.")
def main(short: bool) -> None:
    """Measure quotes of 30 lines, and how they grow with lines, rules and conflicts."""
    console, seconds = Console(), 0.5 if short else 2.0
    console.print(_targets(seconds))
    lines = {size: a_case(lines=size) for size in (15, 30, 60, 120, 240)}
    console.print(_growth("More lines, 50 rules", "lines", lines, seconds / 2))
    idle = {size: a_case(rules=size, matching=45) for size in (50, 100, 250, 500, 1000)}
    console.print(_growth("More rules, 45 that mean something", "rules", idle, seconds / 2))
    busy = {size: a_case(rules=size) for size in (50, 100, 250, 500, 1000)}
    console.print(_growth("More rules, all of which mean something", "rules", busy, seconds / 2))
    console.print(_solver(seconds / 2))


if __name__ == "__main__":
    main()
