"""Any history of sales and returns comes out at what a pencil makes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sales
import wallet
from foundation import ids
from foundation.clock import FrozenClock
from sales import ReturnedLine
from tests.builders import a_line
from tests.sales.shop import STATUS, Till, last_return, open_shop

LASTING: dict[str, Any] = {"kind": "points"}
LINES = st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 4)), min_size=1, max_size=3)


@dataclass
class Pencil:
    """Receipts on paper: per line what it cost, what points paid of it, what has come back."""

    receipts: dict[str, list[dict[str, int]]] = field(default_factory=dict)
    refunded: int = 0

    def write_sale(self, record: dict[str, Any]) -> None:
        """Note a receipt as it was closed."""
        self.receipts[record["_id"]] = [
            {"amount": row["amt"], "burned": row.get("burn", 0), "back": 0}
            for row in record["lines"]
        ]

    def write_return(self, record: dict[str, Any]) -> None:
        """Note how much of each line has come back by now."""
        for line, row in zip(self.receipts[record["_id"]], record["lines"], strict=True):
            line["back"] = row.get("ra", 0)

    def points(self) -> int:
        """Reckon the points: a tenth of the money kept, less what points still pay."""
        total = 0
        for lines in self.receipts.values():
            kept = sum(line["amount"] - line["back"] for line in lines)
            paid = sum(self.still_paid(line) for line in lines)
            total += (kept - paid) // 10 - paid
        return total

    def status(self) -> int:
        """Reckon the status units: one for every whole euro kept on a receipt."""
        return sum(
            sum(line["amount"] - line["back"] for line in lines) // 100
            for lines in self.receipts.values()
        )

    @staticmethod
    def still_paid(line: dict[str, int]) -> int:
        """Tell what points still pay of a line."""
        if not line["amount"]:
            return 0
        return line["burned"] - line["burned"] * line["back"] // line["amount"]


def sell(till: Till, pencil: Pencil, data: st.DataObject) -> None:
    """Sell some lines, with some of the points."""
    drawn = data.draw(LINES, label="lines")
    lines = [a_line(no, amount, quantity=Decimal(n)) for no, (amount, n) in enumerate(drawn, 1)]
    most = till.quote(*lines).evaluation.burn.max_points
    burn = data.draw(st.integers(0, most), label="burn")
    closed = till.sell(*lines, burn_points=burn)
    pencil.write_sale(closed.receipt)


def give_back(till: Till, pencil: Pencil, data: st.DataObject) -> None:
    """Return some piece of some receipt, or all that is left of it."""
    left = [key for key, lines in pencil.receipts.items() if any(_left(line) for line in lines)]
    if not left:
        return
    receipt = data.draw(st.sampled_from(left), label="receipt")
    pieces = [
        (no, _left(line)) for no, line in enumerate(pencil.receipts[receipt], 1) if _left(line)
    ]
    no, most = data.draw(st.sampled_from(pieces), label="line")
    whole, part = ReturnedLine(no), data.draw(st.integers(1, most), label="amount")
    wanted = data.draw(st.sampled_from([[whole], [ReturnedLine(no, amount_minor=part)], []]))
    closed = till.give_back(receipt, *wanted)
    pencil.write_return(closed.receipt)
    pencil.refunded += last_return(closed)["refund_minor"]


def _left(line: dict[str, int]) -> int:
    return line["amount"] - line["back"]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_random_history_gives_the_balances_that_a_pencil_gives(
    database: Any, clock: FrozenClock, data: st.DataObject
) -> None:
    member_id = ids.new("mem")
    wallet.open_wallet(member_id)
    till = open_shop(member_id, accounts={"points": LASTING, "status": STATUS})
    till.id = ids.new("trm")
    pencil = Pencil()

    for act in data.draw(st.lists(st.sampled_from([sell, give_back]), min_size=1, max_size=12)):
        act(till, pencil, data)
        clock.advance(minutes=1)
        available, _, _, debt = till.balance()
        assert available - debt == pencil.points()
        assert till.balance("status") == (pencil.status(), 0, 0, 0)

    for receipt in list(pencil.receipts):
        if sales.get_receipt(receipt)["state"] != "returned":
            pencil.write_return(till.give_back(receipt).receipt)
    assert (till.balance(), till.balance("status")) == ((0, 0, 0, 0), (0, 0, 0, 0))
    audit = wallet.Audit()
    wallet.verify_wallet(member_id, audit)
    assert [str(found) for found in audit.violations] == []
