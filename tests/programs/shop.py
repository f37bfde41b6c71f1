"""Real programs under test: an example manifest in force, tills, and members who buy.

`a_shop("order-percent-over-amount", **{"pricing.0.when.min_amount_op": "gt"})` applies the example
with settings changed by their dotted paths, through the same services as an operator would.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import program
import wallet
from foundation import clock, ids
from program import Line
from program.marks import load
from sales import Closed, Quote, Sale
from tests.sales.shop import Till

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "programs"
BEGINNING = datetime(2014, 1, 1, tzinfo=UTC)
_LEFT_OUT = object()
_numbers = count(1)


def text_of(name: str, **settings: Any) -> str:
    """Give an example's text, as it is or changed: a dotted path maps to its value, None removes.

    A step of a path into a list is a place or an id: "pricing.0.off" or "pricing.ladder.off".
    """
    text = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")
    if not settings:
        return text
    contents = load(text).value
    for path, value in settings.items():
        _put(contents, path.split("|" if "|" in path else "."), value)
    return json.dumps(contents, ensure_ascii=False, default=str)


def minor(amount: int | str | Decimal) -> int:
    """Turn an amount in whole currency units into minor units: "9999.99" is 999999."""
    return int(Decimal(str(amount)) * 100)


def goods(no: int, amount: int | str, **changes: Any) -> Line:
    """Give a line of one thing by its price in whole currency units; `changes` are Line's."""
    values: dict[str, Any] = {"sku": f"sku-{no}", "quantity": Decimal(1)}
    return Line(no=no, amount_minor=minor(amount), **(values | changes))


@dataclass
class Counter(Till):
    """A till of a shop that serves one member; amounts are in whole currency units."""

    currency: str = "RUB"

    def sale(self, *lines: int | str | Line, **changes: Any) -> Sale:  # type: ignore[override]
        """Make a basket of prices or ready lines, bought now."""
        ready = tuple(
            line if isinstance(line, Line) else goods(place, line)
            for place, line in enumerate(lines, 1)
        )
        return super().sale(*ready, **({"currency": self.currency} | changes))

    def pay(self, *lines: int | str | Line, **changes: Any) -> Decimal:
        """Close a receipt and give what was paid, in whole currency units."""
        closed: Closed = self.sell(*lines, **changes)  # type: ignore[arg-type]
        return whole(closed.receipt["payable_minor"])

    def price(self, *lines: int | str | Line, **changes: Any) -> Decimal:
        """Ask what a basket costs, in whole currency units; nothing changes."""
        quote: Quote = self.quote(*lines, **changes)  # type: ignore[arg-type]
        return whole(quote.evaluation.payable_minor)

    def refund(self, closed: Closed, *lines: Any, **changes: Any) -> Decimal:
        """Give lines back and say what money is returned, in whole currency units."""
        back = self.give_back(closed, *lines, **changes)
        return whole(back.receipt["returns"][-1]["refund_minor"])

    def rejections(self, *lines: int | str | Line, **changes: Any) -> dict[str, str]:
        """Ask for a quote and give what does not count, as subject → code."""
        quote: Quote = self.quote(*lines, **changes)  # type: ignore[arg-type]
        return {turned.subject: turned.rejection.code for turned in quote.evaluation.rejected}


@dataclass
class Shop:
    """A program in force: its terms, its zone's clock, and tills for members."""

    name: str
    code: str

    @property
    def terms(self) -> program.Terms:
        """The terms in force now."""
        return program.terms_at(self.code, clock.now())

    def at(self, moment: str) -> Shop:
        """Put the clock to a moment of the program's zone, as in "2026-03-20 12:00"."""
        put_clock(self.terms, moment)
        return self

    def till(self, member_id: str | None = None, id: str = "trm_centre") -> Counter:
        """Give a till that serves a member, a new one if none is named."""
        if member_id is None:
            member_id = ids.new("mem")
            wallet.open_wallet(member_id)
        return Counter(member_id, self.code, f"{id}_{next(_numbers)}", currency=self.terms.currency)

    def apply(self, effective_at: datetime | None = None, **settings: Any) -> program.VersionView:
        """Put the example in force again with other settings."""
        text = text_of(self.name, **settings)
        return program.apply(text, author="olga", effective_at=effective_at)


def a_shop(name: str, *, at: str | None = None, **settings: Any) -> Shop:
    """Put an example in force long ago and, if asked, the clock to a moment of its zone."""
    text = text_of(name, **settings)
    version = program.apply(text, author="olga", effective_at=BEGINNING)
    shop = Shop(name, version.program)
    return shop.at(at) if at else shop


def put_clock(terms: program.Terms, moment: str) -> None:
    """Put the frozen clock to a moment of a program's zone."""
    frozen = clock._clock
    assert isinstance(frozen, clock.FrozenClock)
    frozen.set(datetime.fromisoformat(moment).replace(tzinfo=terms.zone))


def whole(amount_minor: int) -> Decimal:
    """Turn minor units into whole currency units."""
    return (Decimal(amount_minor) / 100).quantize(Decimal("0.01"))


def _put(contents: Any, path: list[str], value: Any) -> None:
    *way, last = path
    for step in way:
        found = _step(contents, step)
        if found is _LEFT_OUT:
            contents[step] = {}
            found = contents[step]
        contents = found
    if isinstance(contents, list):
        contents[int(last)] = value
    elif value is None:
        contents.pop(last, None)
    else:
        contents[last] = value


def _step(contents: Mapping[str, Any] | list[Any], step: str) -> Any:
    if isinstance(contents, list):
        if step.isdigit():
            return contents[int(step)]
        return next(item for item in contents if step in (item.get("id"), item.get("code")))
    return contents.get(step, _LEFT_OUT)
