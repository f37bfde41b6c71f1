"""Units that lapse if the next visit does not use them, in the entry of its first cheque."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from program.expiry import AT_NEXT_VISIT
from program.terms import Terms, Text
from program.values import Basket, Facts
from program.visits import is_new_visit
from wallet import Lapse, Lot, Restore, Step, WalletView, to_ms

UNUSED = "unused"
_REASON = {
    "en": "Not used on the visit after",
    "ru": "Не использовано в следующий визит",
    "ro": "Nefolosite la vizita următoare",
}
_ENDS_MS = to_ms(AT_NEXT_VISIT)


def lapse_steps(
    terms: Terms, view: WalletView, facts: Facts, basket: Basket, why: Mapping[str, Any]
) -> list[Step]:
    """Let go what a visit leaves of what was there for it; the cheque has paid before.

    A cheque that goes on with a visit lapses nothing, nor does one that is told after a later one.
    """
    last = facts.last_visit_at
    is_late = last is not None and basket.occurred_at < last
    if is_late or not is_new_visit(terms.visits, facts, basket):
        return []
    return [
        Lapse(code, _ENDS_MS, {**why, "because": UNUSED})
        for code, account in terms.accounts.items()
        if account.converts is None and _has_any(view, code)
    ]


def lapsed_back_steps(
    lapsed: Mapping[str, Sequence[Sequence[Any]]], why: Mapping[str, Any]
) -> list[Step]:
    """Give back what a cheque had lapsed that came back whole: rows of lots by account."""
    return [
        Restore(code, tuple(Lot(*row) for row in rows), None, why, "expire_reverse", "breakage")
        for code, rows in lapsed.items()
    ]


def lapsed_by(moves: Sequence[Mapping[str, Any]]) -> dict[str, list[list[Any]]]:
    """Find the lots that a cheque lapsed among the moves of its entry."""
    return {
        move["u"]: move["l"]
        for move in moves
        if move["t"] == "expire" and move.get("w", {}).get("because") == UNUSED
    }


def lapse_reason(why: Mapping[str, Any]) -> Text | None:
    """Say why units lapsed before any day, None where a day or something else is the reason."""
    return _REASON if why.get("because") == UNUSED else None


def _has_any(view: WalletView, code: str) -> bool:
    """Tell whether units of an account, held ones too, lapse by a visit."""
    account = view.state.accounts.get(code)
    lots = [*account.lots.values()] if account is not None else []
    lots += [
        lot for hold in view.state.holds.values() if hold.account == code for lot in hold.slices
    ]
    return any(lot.expires_ms == _ENDS_MS for lot in lots)
