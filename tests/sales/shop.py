"""A shop for tests: a program by parts, and a till that sells to one member."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from threading import Barrier
from typing import Any
from zoneinfo import ZoneInfo

import program
import sales
import wallet
from foundation import Refusal, clock
from program import Line
from sales import Closed, Held, Quote, Return, ReturnedLine, Sale
from tests.builders import a_line

OPENED = datetime(2025, 1, 1, tzinfo=UTC)
POINTS: dict[str, Any] = {"kind": "points", "expiry": {"kind": "rolling", "months": 6}}
STATUS: dict[str, Any] = {
    "kind": "status", "expiry": {"kind": "calendar", "period": "year"}, "negative": "clamp",
}  # fmt: skip
TENTH: dict[str, Any] = {
    "id": "basic", "account": "points", "reason": "Points", "give": {"percent": 10},
}  # fmt: skip
SPEND: dict[str, Any] = {
    "id": "spend", "account": "status", "reason": "Spent", "base": "net",
    "give": {"points": 1, "per": 1},
}  # fmt: skip
LADDER: dict[str, Any] = {
    "account": "status", "review": "calendar", "downgrade": "one_step",
    "ladder": [
        {"code": "bronze", "name": "Bronze", "threshold": 0},
        {"code": "silver", "name": "Silver", "threshold": 100},
        {"code": "gold", "name": "Gold", "threshold": 300},
    ],
}  # fmt: skip


def a_program(**changes: Any) -> str:
    """Write a program in euros: 10 % back, a point is a cent, tiers by euros spent in a year."""
    contents: dict[str, Any] = {
        "code": "shop",
        "name": "Shop",
        "currency": "EUR",
        "zone": "Europe/Chisinau",
        "accounts": {"points": POINTS, "status": STATUS},
        "earning": [TENTH, SPEND],
        "burning": {"account": "points", "value": "0.01"},
        "tiers": LADDER,
    }
    return json.dumps(contents | changes)


@dataclass
class Till:
    """A till that serves one member; amounts are minor units, receipts number themselves."""

    member_id: str
    program: str = "shop"
    id: str = "trm_centre"
    _numbers: Any = field(default_factory=lambda: count(1))

    @property
    def actor(self) -> dict[str, str]:
        """Who acts, as the wallet writes it down."""
        return {"kind": "terminal", "id": self.id}

    def sale(self, *lines: int | Line, **changes: Any) -> Sale:
        """Make a basket of amounts or ready lines, bought now."""
        values: dict[str, Any] = {
            "member_id": self.member_id,
            "program": self.program,
            "currency": "EUR",
            "lines": tuple(
                line if isinstance(line, Line) else a_line(place + 1, line)
                for place, line in enumerate(lines)
            ),
            "occurred_at": clock.now(),
            "terminal_id": self.id,
        }
        number = {} if "receipt_no" in changes else {"receipt_no": f"R{next(self._numbers)}"}
        return Sale(**(values | number | changes))

    def quote(self, *lines: int | Line, **changes: Any) -> Quote:
        """Ask what a basket costs and earns."""
        return sales.quote(self.sale(*lines, **changes))

    def sell(self, *lines: int | Line, key: str | None = None, **changes: Any) -> Closed:
        """Close a receipt."""
        return self.close(self.sale(*lines, **changes), key=key)

    def close(self, sale: Sale, *, key: str | None = None) -> Closed:
        """Close a ready sale."""
        return sales.commit(sale, key=key or f"sale {sale.receipt_no}", actor=self.actor)

    def hold(self, points: int, *lines: int | Line, key: str = "hold", **changes: Any) -> Held:
        """Set points aside for a basket."""
        sale = self.sale(*lines, burn_points=points, **changes)
        return sales.hold(sale, key=key, actor=self.actor)

    def give_back(
        self,
        closed: Closed | str,
        *lines: ReturnedLine,
        no: str | None = None,
        key: str | None = None,
        at: datetime | None = None,
    ) -> Closed:
        """Take lines back; without lines, all that is left."""
        number = no or f"B{next(self._numbers)}"
        request = Return(number, at or clock.now(), lines)
        chosen = key or f"return {number}"
        return sales.return_lines(_id_of(closed), request, key=chosen, actor=self.actor)

    def void(self, closed: Closed | str, *, key: str = "void") -> Closed:
        """Cancel a receipt."""
        return sales.void(_id_of(closed), Return("", clock.now()), key=key, actor=self.actor)

    def reopen(self, closed: Closed | str, *, key: str = "reopen") -> Closed:
        """Open a receipt again."""
        return sales.reopen(_id_of(closed), Return("", clock.now()), key=key, actor=self.actor)

    def balance(self, account: str = "points") -> tuple[int, int, int, int]:
        """Give available, pending, held and debt now."""
        found = wallet.get_wallet(self.member_id).balance(account)
        return (found.available, found.pending, found.held, found.debt)

    @property
    def points(self) -> int:
        """The points that can be spent now."""
        return self.balance()[0]

    @property
    def tier(self) -> str | None:
        """The tier that the member holds now."""
        terms = program.terms_at(self.program, clock.now())
        return program.standing_of(terms, wallet.get_wallet(self.member_id)).standing.tier

    def lots(self, account: str = "points") -> list[tuple[int, str | None]]:
        """List (amount, moment of lapse in the program's zone) of the lots now."""
        zone = program.terms_at(self.program, clock.now()).zone
        kept = wallet.get_wallet(self.member_id).state.accounts.get(account)
        lots = kept.ordered() if kept else []
        return [(lot.amount, _spell(lot.expires_ms, zone)) for lot in lots]


def open_shop(member_id: str, *, at: datetime = OPENED, **changes: Any) -> Till:
    """Put a program in force and give a till that works by it."""
    version = program.apply(a_program(**changes), author="olga", effective_at=at)
    return Till(member_id, version.program)


def _spell(ms: int | None, zone: ZoneInfo) -> str | None:
    return None if ms is None else f"{wallet.to_moment(ms).astimezone(zone):%Y-%m-%d %H:%M}"


def _id_of(closed: Closed | str) -> str:
    return closed if isinstance(closed, str) else str(closed.receipt["_id"])


def earned(closed: Closed) -> dict[str, int]:
    """Give what a receipt earned per account."""
    return {found["account"]: found["amount"] for found in closed.receipt["earned"]}


def last_return(closed: Closed) -> Mapping[str, Any]:
    """Give the last return of a receipt."""
    made: Mapping[str, Any] = closed.receipt["returns"][-1]
    return made


def entries_of(member_id: str) -> int:
    """Count the entries of a wallet."""
    return wallet.get_wallet(member_id).seq


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Make calls at the same moment; give their answers, or the refusals of those refused."""
    start = Barrier(len(calls))

    def call(one: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return one()
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(calls)) as hands:
        return list(hands.map(call, calls))
