"""Sum rows up to settlements: pure. What partners and the operator are owed sums to zero."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from program import partners
from sales.clearing.rows import Row


@dataclass(frozen=True)
class Settlement:
    """What a partner has issued and accepted on a day, and what is owed for it.

    Amounts are millionths of the smallest money unit: `owes` for units issued, `gets` for units
    accepted, `commission` that it pays besides; `net` is what it is to receive, below zero what it
    is to pay, and `net_minor` the same as whole money.
    """

    partner: str
    issued: Mapping[str, int] = field(default_factory=dict)
    accepted: Mapping[str, int] = field(default_factory=dict)
    owes: int = 0
    gets: int = 0
    commission: int = 0
    number: str | None = None

    @property
    def net(self) -> int:
        """What the partner is to receive."""
        return self.gets - self.owes - self.commission

    @property
    def net_minor(self) -> int:
        """What is paid: rounded to whole smallest units."""
        return partners.round_micro(self.net)

    def record(self) -> dict[str, Any]:
        """Give the settlement as it is kept."""
        return {
            "number": self.number,
            "partner": self.partner,
            "issued": dict(self.issued),
            "accepted": dict(self.accepted),
            "owes": str(self.owes),
            "gets": str(self.gets),
            "commission": str(self.commission),
        }


def settlement_of(record: Mapping[str, Any]) -> Settlement:
    """Read a settlement that was kept."""
    amounts = {name: int(record[name]) for name in ("owes", "gets", "commission")}
    return Settlement(
        partner=record["partner"],
        issued=record["issued"],
        accepted=record["accepted"],
        number=record["number"],
        **amounts,
    )


def sum_up(rows: Iterable[Row]) -> tuple[Settlement, ...]:
    """Give one settlement per partner, by its code."""
    by_partner: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_partner[row.partner].append(row)
    return tuple(_settlement(code, by_partner[code]) for code in sorted(by_partner))


def operator_net(rows: Iterable[Row]) -> int:
    """Give what the operator is to receive by its own legs, in millionths."""
    return sum(leg.micro for row in rows for leg in row.legs if leg.party == partners.OPERATOR)


def _settlement(code: str, rows: Iterable[Row]) -> Settlement:
    units: dict[str, dict[str, int]] = {"issue": {}, "accept": {}}
    micro: dict[str, int] = defaultdict(int)
    for row in sorted(rows, key=lambda row: row.id):
        counted = units[row.kind]
        counted[row.account] = counted.get(row.account, 0) + row.units
        for leg in row.legs:
            if leg.party == code:
                micro[leg.kind] += leg.micro
    return Settlement(
        partner=code,
        issued=units["issue"],
        accepted=units["accept"],
        owes=-micro["issue"],
        gets=micro["accept"],
        commission=-micro["commission"],
    )
