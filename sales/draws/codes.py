"""Prizes that are codes: issued for the order that won them, revoked when it is undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import offers
from program import Terms, any_version, draws, terms_of
from sales import receipts
from sales.draws.seeds import seed_of

_AUTHOR = "kopilka"
Ticket = Mapping[str, Any]


def on_entry_posted(entries: Sequence[Mapping[str, Any]]) -> None:
    """Issue the codes that orders have won, and revoke those of orders that came back. Safe twice.

    A code is known by its order: what came back before its code was issued is revoked at once.
    """
    if not any_version(lambda terms: terms.draws is not None):
        return
    for entry in entries:
        if not receipts.is_receipt_entry(entry):
            continue
        record = receipts.record_of(entry)
        terms = terms_of(record["program"], record["version"])
        for draw, ticket, series in _won(terms, record.get("draws", ())):
            text = _issue(terms, record, ticket, series)
            if entry["op"] != "sale" and not _is_kept(draw, record):
                offers.revoke(terms.program, text, author=_AUTHOR)


def _won(terms: Terms, tickets: Sequence[Ticket]) -> Iterator[tuple[draws.Draw, Ticket, str]]:
    for ticket in tickets:
        draw = terms.draws.by_code[ticket["draw"]] if terms.draws else None
        prize = draws.prize_by_code(draw, ticket.get("prize")) if draw else None
        if draw is not None and prize is not None and prize.series is not None:
            yield draw, ticket, prize.series


def _issue(terms: Terms, record: Mapping[str, Any], ticket: Ticket, series: str) -> str:
    # With the seed in it, nobody can work the code out before the period is over.
    seed = seed_of(terms.program, ticket["draw"], ticket["period"])
    key = f"{record['_id']}|{ticket.get('n', 0)}|{ticket['draw']}|{seed.hex()}"
    made = offers.issue(terms.program, series, member_id=record["member_id"], key=key)
    return str(made["text"])


def _is_kept(draw: draws.Draw, record: Mapping[str, Any]) -> bool:
    """Tell whether what has come back leaves the prize to the member."""
    if record["state"] in ("cancelled", "open"):
        return False
    return draw.on_return == "keep" or (
        draw.on_return == "full" and record["state"] == "partially_returned"
    )
