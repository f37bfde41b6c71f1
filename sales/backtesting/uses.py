"""Codes and tickets of the past under other terms: limits counted, nothing drawn again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from foundation import database
from program import PresentedCode, Terms, codes, local_date, terms_of
from sales import receipts
from sales.backtesting.events import Purchase, Ticket
from sales.draws import Chance, open_chances

_UNDONE = frozenset({"cancelled", "open", "returned"})
Places = Mapping[str, Mapping[str, tuple[int, int]]]


def number_uses(program: str | None) -> Places:
    """Number the uses of every code as receipts tell of them: {receipt: {code: (in all, by day)}}.

    Those of receipts that came back whole are free again.
    """
    wanted = {"uses": {"$exists": True}} | ({"program": program} if program else {})
    wished = {"uses.code": 1, "occurred_at": 1, "program": 1, "version": 1, "state": 1}
    rows = database.collection(receipts.COLLECTION).find(wanted, wished)
    counts: Counter[tuple[str, ...]] = Counter()
    places: dict[str, dict[str, tuple[int, int]]] = {}
    for row in sorted(rows, key=lambda row: (row["occurred_at"], row["_id"])):
        terms = terms_of(row["program"], row["version"])
        day = local_date(terms, row["occurred_at"]).isoformat()
        for use in row["uses"]:
            text = codes.normalise(use["code"])
            ever, daily = (terms.program, text), (terms.program, text, day)
            places.setdefault(row["_id"], {})[text] = (counts[ever] + 1, counts[daily] + 1)
            if row["state"] not in _UNDONE:
                counts.update((ever, daily))
    return places


def codes_under(terms: Terms, event: Purchase) -> Iterator[PresentedCode]:
    """Give the codes of a receipt that these terms know and whose limits leave room for them."""
    series = terms.codes.series if terms.codes else {}
    for code in event.codes:
        found = series.get(code.series or "")
        if found is None:
            continue
        nth, nth_of_day = event.places.get(codes.normalise(code.code), (1, 1))
        is_over = found.total is not None and nth > found.total
        if not is_over and (found.per_day is None or nth_of_day <= found.per_day):
            yield code


def tickets_of(record: Mapping[str, Any]) -> tuple[Ticket, ...]:
    """Read the tickets of a receipt or an activity with the draws as they were."""
    rows = record.get("draws", ())
    terms = terms_of(record["program"], record["version"]) if rows else None
    by_code = terms.draws.by_code if terms and terms.draws else {}
    return tuple(
        Ticket(by_code[row["draw"]], row["state"], row.get("prize"))
        for row in rows
        if row["draw"] in by_code
    )


def chances_under(
    terms: Terms, on: str, at: datetime, tickets: Sequence[Ticket]
) -> tuple[Chance, ...]:
    """Give the chances of an order: as they came out in a draw that is the same, else open."""
    return tuple(_known(terms, chance, tickets) for chance in open_chances(terms, on, at))


def _known(terms: Terms, chance: Chance, tickets: Iterable[Ticket]) -> Chance:
    draw = terms.draws.by_code[chance.draw] if terms.draws else None
    for ticket in tickets:
        if ticket.draw == draw:
            return replace(chance, state=ticket.state, prize=ticket.prize)
    return chance
