"""Contest: close a receipt of ten lines at a till."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import count
from typing import Any

from pymongo.client_session import ClientSession

import sales
from bench import stage
from bench.contest import Contender, Contest, repeat
from bench.stage import Stage
from foundation import clock, database, ids
from program import Line

MEMBERS = 100
PROGRAM, CURRENCY = "kopeck", "EUR"
_NOTES = (
    "Kopilka prices every line by the program, earns points and status units, minds caps, lifts",
    "tiers, and keeps the receipt twice: in the journal and as a picture to read. The others are",
    "handed the finished receipt; the last one adds a known number of points.",
)
_GOODS = (
    ("cappuccino", "coffee", 280),
    ("beans", "coffee > beans", 1490),
    ("croissant", "bakery", 160),
    ("bread", "bakery", 190),
    ("milk", "grocery > dairy", 135),
    ("cheese", "grocery > dairy", 980),
    ("apples", "grocery > fruit", 140),
    ("chicken", "grocery > meat", 520),
    ("cigarettes", "tobacco", 320),
    ("gift-card", "gift-cards", 500),
)
_LINES = tuple(
    Line(no, sku, Decimal(1), price, category, "Kopeck", price)
    for no, (sku, category, price) in enumerate(_GOODS, start=1)
)


@contextmanager
def contests(_: Stage) -> Iterator[Sequence[Contest]]:
    """Put the whole of `sales.commit` beside writes that only keep the receipt."""
    till, numbers = Till(stage.enroll(MEMBERS), "trm_bench"), count()
    bare = _Bare(till.close(next(numbers)))
    contenders = [
        Contender("Kopilka, sales.commit", "2+1", repeat(till.close, numbers=numbers)),
        Contender("bare insert", "1", repeat(bare.insert, numbers=count())),
        Contender("transaction: insert, update", "3", repeat(bare.transact, numbers=count())),
    ]
    yield (Contest("Close a receipt of 10 lines", contenders, _NOTES),)


class Till:
    """A till that sells the same ten goods to one member after another."""

    def __init__(self, owners: list[str], terminal_id: str) -> None:
        self._owners = owners
        self._terminal_id = terminal_id

    def close(self, number: int) -> dict[str, Any]:
        sale = sales.Sale(
            member_id=self._owners[number % len(self._owners)],
            program=PROGRAM,
            currency=CURRENCY,
            lines=_LINES,
            occurred_at=clock.now(),
            receipt_no=f"R{number}",
            terminal_id=self._terminal_id,
            store_id="sto_bench",
            channel="store",
        )
        actor = {"kind": "terminal", "id": self._terminal_id}
        return sales.commit(sale, key=f"sale-{number}", actor=actor).receipt


class _Bare:
    """Keeps a receipt like the one that Kopilka drew, under the same indexes."""

    def __init__(self, receipt: dict[str, Any]) -> None:
        self._receipt = receipt
        for name in ("bench_receipts", "bench_paid_receipts"):
            stage.make_collection(
                name, [("member_id", 1), ("occurred_at", 1)], [("recorded_at", 1)]
            )
        stage.make_collection("bench_shoppers")
        self._owner = receipt["member_id"]
        database.collection("bench_shoppers").insert_one({"_id": self._owner, "points": 0})

    def insert(self, number: int) -> None:
        database.collection("bench_receipts").insert_one(self._copy(number))

    def transact(self, number: int) -> None:
        receipt = self._copy(number)

        def write(session: ClientSession) -> None:
            found, points = database.database(), {"$inc": {"points": 70}}
            found["bench_paid_receipts"].insert_one(receipt, session=session)
            found["bench_shoppers"].update_one({"_id": self._owner}, points, session=session)

        database.in_transaction(write)

    def _copy(self, number: int) -> dict[str, Any]:
        number_text = f"R{number}"
        return self._receipt | {
            "_id": ids.derived("rcp", "bench", number_text),
            "receipt_no": number_text,
            "occurred_at": clock.now(),
            "recorded_at": clock.now(),
        }
