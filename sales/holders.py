"""Who presents a card: whether the program lets them, and what the receipt tells of it.

A till says in the basket's attributes what it knows: `holder_check` (passed, failed, not_done),
`presented_by` (a member's id) and `city`. The last place of use is kept as the mark
`used@<program>` {p: place, t: milliseconds}, written by the sale's own entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jobs
from members import links
from program import Terms, cards
from sales import receipts
from sales.errors import WrongHolder
from sales.events import CardUseDoubted
from sales.values import Sale
from wallet import SetMark, WalletView, to_moment, to_ms

TWO_CITIES = "two_cities"


@dataclass(frozen=True)
class CardUse:
    """What a receipt tells of the use of the card, and what the wallet remembers of it."""

    flags: list[str]
    steps: tuple[SetMark, ...]


def presented(sale: Sale, terms: Terms) -> cards.Presented:
    """Say who presents the card. Raises `WrongHolder` if the program does not let them."""
    check, by = sale.attributes.get("holder_check"), sale.attributes.get("presented_by")
    shown = cards.Presented(
        holder_id=sale.member_id,
        check=str(check or "not_done"),
        by=str(by) if by else None,
        household=_household(sale.member_id) if by and _asks_household(terms) else (),
    )
    if not cards.check_use(terms.cards, shown):
        raise WrongHolder
    return shown


def card_use(sale: Sale, terms: Terms, view: WalletView, shown: cards.Presented) -> CardUse:
    """Say what to write of the use: flags for the receipt, the place for the next one."""
    place = cards.place_of(terms.cards, sale.store_id, sale.attributes)
    name = f"used@{terms.program}"
    kept = view.mark(name)
    last = {"p": kept["p"], "at": to_moment(kept["t"])} if kept else None
    flags = cards.flags_of_use(terms.cards, shown, place=place, last=last, at=sale.occurred_at)
    is_watched = terms.cards is not None and terms.cards.minutes is not None
    if not is_watched or place is None or (kept and kept["t"] > to_ms(sale.occurred_at)):
        return CardUse(flags, ())
    return CardUse(flags, (SetMark(name, {"p": place, "t": to_ms(sale.occurred_at)}),))


def on_entry_posted(entries: Sequence[Mapping[str, Any]]) -> None:
    """Tell of cards that were used in two cities at nearly the same time."""
    for entry in entries:
        if entry["op"] == "sale":
            record = receipts.record_of(entry)
            if TWO_CITIES in record.get("flags", ()):
                told = CardUseDoubted(record["_id"], record["member_id"], TWO_CITIES)
                jobs.publish(told, key=f"doubted:{record['_id']}")


def _asks_household(terms: Terms) -> bool:
    return terms.cards is not None and terms.cards.usage == "household"


def _household(holder_id: str) -> Sequence[str]:
    """List those who share a household with the holder, or are in it if the holder is one."""
    known = links.relations_of(holder_id)
    home = known.get("household", [holder_id])[0]
    own = known if home == holder_id else links.relations_of(home)
    return own.get("household_member", [])
