"""Commitments of a member: every period judged once, at its end, and kept as a mark.

The mark `commitments@<program>` is {id: {p: period, e: its end, h: [[period, units, state]…]}}.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from program.entitlements import period_of
from program.expiry import local_date, midnight
from program.facts import SEGMENTS
from program.terms import Terms
from program.tiers import Commitment, Promise, judged
from wallet import SetMark, WalletView, to_moment, to_ms

_KEPT = 12
Record = Mapping[str, Any]


def commitments_mark(terms: Terms) -> str:
    """Name the mark of a program's commitments."""
    return f"commitments@{terms.program}"


def promises_of(terms: Terms, view: WalletView) -> tuple[Promise, ...]:
    """Give every commitment period by period, the running one last."""
    kept = view.mark(commitments_mark(terms)) or {}
    found: list[Promise] = []
    for commitment in _binding(terms, view, kept):
        record = _brought_up(terms, view, commitment, kept.get(commitment.id))
        found += [
            Promise(commitment.id, period, units, least, state)
            for period, units, least, state in record["h"]
        ]
        balance = view.balance(commitment.account)
        units = balance.available - balance.debt
        found.append(judged(commitment, record["p"], units, is_over=False))
    return tuple(found)


def promise_steps(terms: Terms, view: WalletView, *, is_start: bool) -> tuple[SetMark, ...]:
    """Judge the periods that are over; a member's first receipt (`is_start`) begins to count."""
    kept = view.mark(commitments_mark(terms)) or {}
    if not terms.commitments:
        return (SetMark(commitments_mark(terms), None),) if kept else ()
    if not kept and not is_start:
        return ()
    after = {
        commitment.id: _brought_up(terms, view, commitment, kept.get(commitment.id))
        for commitment in _binding(terms, view, kept)
    }
    if after == kept:
        return ()
    due = min((record["e"] for record in after.values()), default=None)
    return (SetMark(commitments_mark(terms), after or None, due),)


def _binding(terms: Terms, view: WalletView, kept: Record) -> list[Commitment]:
    """List what counts already, or may begin to: a segment keeps members out of promises."""
    segments = frozenset(view.mark(SEGMENTS) or ())
    return [
        commitment
        for commitment in terms.commitments
        if commitment.id in kept or segments.isdisjoint(commitment.not_segments)
    ]


def _brought_up(
    terms: Terms, view: WalletView, commitment: Commitment, kept: Record | None
) -> dict[str, Any]:
    if kept is None:
        period, ends = _period(terms, commitment, view.at)
        return {"p": period, "e": ends, "h": []}
    record = {"p": kept["p"], "e": kept["e"], "h": [list(row) for row in kept["h"]]}
    while record["e"] <= view.at_ms:
        over = to_moment(record["e"])
        units = view.units_before(commitment.account, over)
        found = judged(commitment, record["p"], units, is_over=True)
        record["h"].append([found.period, units, found.least, found.state])
        record["p"], record["e"] = _period(terms, commitment, over)
    record["h"] = record["h"][-_KEPT:]
    return record


def _period(terms: Terms, commitment: Commitment, at: datetime) -> tuple[str, int]:
    period, next_day = period_of(commitment.every, local_date(terms, at))
    return period, to_ms(midnight(next_day, terms.zone))
