"""The codes that a shopper presents: looked up once, and used by the entry of the sale.

A use of a code with a limit is a numbered place; the entry that closes the receipt takes it, or
another one if somebody was faster.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pymongo.errors import PyMongoError

import offers
from program import Evaluation, PresentedCode, Terms
from sales.values import Sale


@dataclass(frozen=True)
class Used:
    """The places that a sale takes for the codes it uses, and what its receipt keeps of them."""

    slots: tuple[str, ...] = ()
    records: tuple[dict[str, Any], ...] = ()


class Shown:
    """The codes of one sale, with the places that using them would take."""

    def __init__(self, presentation: offers.Presentation) -> None:
        self._presentation = presentation

    @property
    def codes(self) -> tuple[PresentedCode, ...]:
        """What rules are told."""
        return self._presentation.codes

    def choose_again(self, taken: Collection[str]) -> None:
        """Take other places than those that somebody else was faster to take."""
        self._presentation = offers.with_other_places(self._presentation, taken)

    def use(self, evaluation: Evaluation, receipt_change: str) -> Used:
        """Give the places of the codes that changed something."""
        items = offers.used_items(self._presentation, evaluation.codes_used)
        keys = offers.redemption_keys(items, receipt_change)
        return Used(keys, tuple(offers.as_record(items, keys)))


def look_up(sale: Sale, terms: Terms) -> tuple[PresentedCode, ...]:
    """Say what is known of the codes of a sale: no round trip where there are none."""
    return _present(sale, terms).codes


def shown_at(sale: Sale, terms: Terms) -> Shown:
    """Look the codes of a sale up in order to use them."""
    return Shown(offers.with_places(_present(sale, terms)))


def _present(sale: Sale, terms: Terms) -> offers.Presentation:
    if not sale.codes:
        return offers.Presentation()
    return offers.present(terms, sale.codes, member_id=sale.member_id, at=sale.occurred_at)


def draw_uses(entry: Mapping[str, Any]) -> None:
    """Draw at once who used which codes; the worker does if this is cut short."""
    with contextlib.suppress(PyMongoError, LookupError):
        offers.draw_uses([entry])


def places_back(
    record: Mapping[str, Any], terms: Terms, *, is_all_back: bool, is_undone: bool
) -> tuple[str, ...]:
    """Give the places that a receipt frees which came back whole."""
    if not is_all_back:
        return ()
    return tuple(offers.release_keys(record.get("uses", ()), terms, is_undone=is_undone))
