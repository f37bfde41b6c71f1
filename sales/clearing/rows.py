"""From an entry of a wallet to clearing rows: always the same rows for the same entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import offers
from program import Terms, local_date, partners, terms_of
from sales import receipts
from sales.activities import records as activities
from wallet import find_entry

_KINDS = {"issue": "issue", "redeem": "accept"}


@dataclass(frozen=True)
class Row:
    """Units of a partner in one movement: negative ones are taken back, at the rate of the sale."""

    id: str
    program: str
    partner: str
    account: str
    kind: str
    units: int
    day: str
    rate_day: str
    entry: str
    receipt: str | None
    legs: tuple[partners.Leg, ...]

    def record(self) -> dict[str, Any]:
        """Give the row as it is kept."""
        return {
            "_id": self.id,
            "program": self.program,
            "partner": self.partner,
            "account": self.account,
            "kind": self.kind,
            "units": self.units,
            "day": self.day,
            "rate_day": self.rate_day,
            "entry": self.entry,
            "receipt": self.receipt,
            "legs": [[leg.party, leg.kind, str(leg.micro)] for leg in self.legs],
            "s": "",
        }


@dataclass(frozen=True)
class _Origin:
    """Where the movements of an entry come from: terms, partner, time, and what is counted."""

    terms: Terms
    partner: partners.Partner
    occurred_at: datetime
    receipt: str | None
    kinds: frozenset[str] = frozenset(_KINDS.values())


def row_of(record: Mapping[str, Any]) -> Row:
    """Read a row that was kept."""
    legs = tuple(partners.Leg(party, kind, int(micro)) for party, kind, micro in record["legs"])
    kept = {key: value for key, value in record.items() if key not in ("_id", "legs", "s")}
    return Row(id=record["_id"], legs=legs, **kept)


def rows_of(entry: Mapping[str, Any]) -> tuple[Row, ...]:
    """Draw the rows of an entry; most entries have none."""
    origin = _origin_of(entry)
    return tuple(_rows(entry, origin)) if origin is not None else ()


def _rows(entry: Mapping[str, Any], origin: _Origin) -> Iterator[Row]:
    terms, partner = origin.terms, origin.partner
    rate_day = local_date(terms, origin.occurred_at)
    day = local_date(terms, entry.get("eff") or entry["ts"])
    for index, (account, kind, units) in enumerate(_movements(entry)):
        legs = partners.legs_of(partner, kind, units, rate_day)
        if account in partner.accounts and kind in origin.kinds and legs:
            yield Row(
                id=f"{entry['_id']}:{index}",
                program=terms.program,
                partner=partner.code,
                account=account,
                kind=kind,
                units=units,
                day=_spell(day),
                rate_day=_spell(rate_day),
                entry=entry["_id"],
                receipt=origin.receipt,
                legs=legs,
            )


def _movements(entry: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Give (account, kind, units) of every movement to or from what partners pay for."""
    for move in entry["m"]:
        for contra, amount in move.get("c", ()):
            if contra in _KINDS and amount:
                units = -amount if contra == "issue" else amount
                yield move["u"], _KINDS[contra], units


def _origin_of(entry: Mapping[str, Any]) -> _Origin | None:
    if entry["op"] == "credit":  # To somebody else's wallet, by the change that its key names.
        source = find_entry(str(entry["k"][0]).split(":")[1])
        return None if source is None else _origin_of(source)
    if receipts.is_receipt_entry(entry):
        return _of_place(receipts.record_of(entry), "receipt")
    if activities.is_activity_entry(entry):
        return _of_place(activities.record_of(entry), "activity")
    redemption = offers.redemption_in(entry)
    return None if redemption is None else _of_reward(redemption)


def _of_place(record: Mapping[str, Any], what: str) -> _Origin | None:
    """Give the partner with whom a sale or an activity happened."""
    terms = terms_of(record["program"], record["version"])
    partner = partners.partner_of(
        terms.partners,
        code=record.get("partner"),
        store_id=record["store_id"],
        channel=record["channel"],
    )
    if partner is None:
        return None
    receipt = record["_id"] if what == "receipt" else record.get("receipt")
    return _Origin(terms, partner, record["occurred_at"], receipt)


def _of_reward(record: Mapping[str, Any]) -> _Origin | None:
    """Give the partner that hands a reward over; it gets the rate of the day it was opened."""
    terms = terms_of(record["program"], record["version"])
    partner = terms.partners.by_reward.get(record["reward"]) if terms.partners else None
    if partner is None:
        return None
    return _Origin(terms, partner, record["opened_at"], None, kinds=frozenset({"accept"}))


def _spell(day: date) -> str:
    return day.isoformat()
