"""Paid terms as a mark of the wallet.

The mark `paid@<program>` is {s: since, u: until, t: [[receipt, line, bought, since, until, fee,
uses, used]…]}: the span is that which lasts without a gap, moments are milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from program.facts import paid_mark
from program.paid import Term, span
from program.terms import Terms
from wallet import SetMark, WalletView, to_moment, to_ms


def terms_paid(terms: Terms, view: WalletView) -> tuple[Term, ...]:
    """Read the terms that a member has paid for, from the first to the last."""
    mark = view.mark(paid_mark(terms.program)) or {}
    return tuple(_load(row) for row in mark.get("t", ()))


def _load(row: Sequence[Any]) -> Term:
    receipt, line, bought, since, until, fee, uses, worth = row
    moments = (to_moment(bought), to_moment(since), to_moment(until))
    return Term(receipt, line, *moments, fee, uses, worth)


def paid_step(terms: Terms, chain: Sequence[Term], at: datetime) -> SetMark:
    """Write the terms that were paid for; the end of the membership wakes the daily work."""
    lasts = span(chain, at)
    if lasts is None:
        return SetMark(paid_mark(terms.program), None)
    since, until = to_ms(lasts[0]), to_ms(lasts[1])
    rows = [
        [
            term.receipt,
            term.line,
            to_ms(term.bought_at),
            to_ms(term.since),
            to_ms(term.until),
            term.fee_minor,
            term.uses,
            term.used_minor,
        ]
        for term in chain
    ]
    due = until if at < lasts[1] else None
    return SetMark(paid_mark(terms.program), {"s": since, "u": until, "t": rows}, due)
