"""What each rule has cost over a time, by the receipts as they were closed, and what that takes.

Sales, discounts and points are those of the goods that stayed sold. The profit that is lost and the
growth that makes up for it follow from the share of the price that is margin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from foundation import database
from program import Terms, margin, terms_of
from sales import receipts
from sales.backtesting.results import worth_minor
from wallet import wallet_sizes

_GONE = frozenset({"cancelled", "open", "returned"})
_TELL_EVERY = 50
Key = tuple[str, str]


@dataclass(frozen=True)
class Shares:
    """Which share of the price is margin: for all goods, and for categories that differ."""

    everywhere: Fraction | None = None
    categories: Mapping[str, Fraction] = field(default_factory=dict)

    def of(self, category: str | None) -> Fraction | None:
        """Give the share of a line's category, or of the nearest one above it."""
        name = category or ""
        while name:
            if name in self.categories:
                return self.categories[name]
            name = name.rpartition(" > ")[0]
        return self.everywhere


@dataclass(slots=True)
class _Reach:
    """What a rule reached: receipts, sales of the lines it gave on, their cost, what it gave."""

    receipts: int = 0
    sales: Fraction = Fraction(0)
    cost: Fraction | None = Fraction(0)
    given: Fraction = Fraction(0)

    def add(self, price: Fraction, given: Fraction, share: Fraction | None) -> None:
        self.sales += price
        self.given += given
        if share is None:
            self.cost = None
        elif self.cost is not None:
            self.cost += price * (1 - share)


@dataclass
class MarginReport:
    """Adds receipts up; `rows` tells what they came to."""

    shares: Shares
    reached: dict[Key, _Reach] = field(default_factory=dict)
    whole: _Reach = field(default_factory=_Reach)
    currency: str = ""

    def add(self, record: Mapping[str, Any], terms: Terms) -> None:
        """Count one receipt."""
        if record["state"] in _GONE:
            return
        self.currency = record["currency"]
        given = _given(record, terms)
        touched = set()
        lines = {row["no"]: row for row in record["lines"]}
        for no, row in lines.items():
            kept = _kept(row)
            price = (row["amt"] + row.get("disc", 0)) * kept
            share = self.shares.of(row.get("cat"))
            on_line = {key: n * kept for (key, at), n in given.items() if at == no}
            self.whole.add(price, sum(on_line.values(), Fraction(0)), share)
            for key, amount in on_line.items():
                self.reached.setdefault(key, _Reach()).add(price, amount, share)
                touched.add(key)
        self.whole.receipts += 1
        for key in touched:
            self.reached[key].receipts += 1

    def rows(self) -> list[dict[str, Any]]:
        """Give a row for every rule, the dearest first."""
        ordered = sorted(self.reached.items(), key=lambda item: (-item[1].given, item[0]))
        return [{"rule": rule, "kind": kind} | _row(reach) for (kind, rule), reach in ordered]

    def dump(self) -> dict[str, Any]:
        """Give the report as plain values."""
        whole = {"rule": "", "kind": "all"} | _row(self.whole)
        return {"currency": self.currency, "all": whole, "rules": self.rows()}


def margin_report(
    program: str,
    shares: Shares,
    *,
    since: datetime,
    until: datetime,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """Report on the receipts of a program between two moments; reads member by member."""
    report, owners = MarginReport(shares), sorted(wallet_sizes())
    for done, owner_id in enumerate(owners, 1):
        for record in _records(owner_id, since, until):
            if record["program"] == program:
                report.add(record, terms_of(program, record["version"]))
        if done % _TELL_EVERY == 0:
            on_progress(done, len(owners))
    on_progress(len(owners), len(owners))
    return report.dump()


def _records(owner_id: str, since: datetime, until: datetime) -> Iterator[dict[str, Any]]:
    bounds = {"member_id": owner_id, "occurred_at": {"$gte": since, "$lt": until}}
    yield from database.collection(receipts.COLLECTION).find(bounds)


def _given(record: Mapping[str, Any], terms: Terms) -> dict[tuple[Key, int], Fraction]:
    """Give what each rule gave on each line, in minor units: discounts, and points at their worth.

    Points that a return took back are left to the share of the line that stayed sold.
    """
    given: dict[tuple[Key, int], Fraction] = {}
    for rule, no, amount, *_ in record.get("discounts", ()):
        key = (("discount", rule), no)
        given[key] = given.get(key, Fraction(0)) + amount
    for earned in record["earned"]:
        worth = worth_minor(terms, earned["account"])
        for rule, no, points in earned["hits"] if worth is not None else ():
            key = (("points", rule), no)
            given[key] = given.get(key, Fraction(0)) + points * (worth or 0)
    return given


def _kept(row: Mapping[str, Any]) -> Fraction:
    """Give the share of a line that stayed sold."""
    if row["amt"]:
        return 1 - Fraction(row.get("ra", 0), row["amt"])
    return Fraction(0) if Fraction(row.get("rq", "0")) >= Fraction(row["q"]) else Fraction(1)


def _row(reach: _Reach) -> dict[str, Any]:
    sold, given = _whole(reach.sales), _whole(reach.given)
    row: dict[str, Any] = {
        "receipts": reach.receipts,
        "sales_minor": sold,
        "given_minor": given,
        "given_percent": _percent(Fraction(given, sold)) if sold else None,
        "profit_before_minor": None,
        "profit_after_minor": None,
        "loss_percent": None,
        "uplift_percent": None,
    }
    if reach.cost is None:
        return row
    found = margin(sold, given, cost_minor=reach.cost)
    return row | {
        "profit_before_minor": found.profit_before_minor,
        "profit_after_minor": found.profit_after_minor,
        "loss_percent": None if found.loss_share is None else _percent(found.loss_share),
        "uplift_percent": None if found.uplift is None else _percent(found.uplift),
    }


def _whole(amount: Fraction) -> int:
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def _percent(share: Fraction) -> str:
    """Write a share as a percentage with two digits, as in `28.57`."""
    hundredths = _whole(share * 10_000)
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}"
