"""Conversions as steps of a wallet, in the entry of the purchase that completes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from program.conversions import Conversion, conversions, taken_apart
from program.expiry import available_at, expires_at
from program.facts import SEGMENTS
from program.terms import Terms
from wallet import Burn, Claw, Earn, SetMark, Step, WalletView, to_ms

_KIND = "convert"


def conversion_steps(
    terms: Terms, view: WalletView, steps: Sequence[Step], why: Mapping[str, Any]
) -> list[Step]:
    """Convert what a wallet holds after these steps; units that still wait do not count."""
    codes = [code for code, account in terms.accounts.items() if account.converts]
    balances = {code: _after(code, view, steps) for code in codes}
    found: list[Step] = []
    for made in conversions(terms, balances):
        found += _exchange(terms, view, made.account, made.units, made.into, made.amount, why)
        found += _entering(made, view)
    return found


def taking_apart_steps(
    terms: Terms, view: WalletView, clawed: Mapping[str, int], why: Mapping[str, Any]
) -> list[Step]:
    """Turn units back into those that are about to be taken."""
    balances = {code: view.balance(code).available for code in terms.accounts}
    found: list[Step] = []
    for made in taken_apart(terms, balances, clawed):
        found += _exchange(terms, view, made.into, made.amount, made.account, made.units, why)
    return found


def _after(code: str, view: WalletView, steps: Sequence[Step]) -> int:
    """Give what is there of an account after steps, less what is owed."""
    balance = view.balance(code)
    units = balance.available - balance.debt
    for step in steps:
        if isinstance(step, Earn) and step.account == code:
            is_there = step.available_ms is None or step.available_ms <= to_ms(view.at)
            units += step.amount if is_there else 0
        elif isinstance(step, Burn | Claw) and step.account == code:
            units -= step.amount
    return units


def _exchange(
    terms: Terms,
    view: WalletView,
    given: str,
    units: int,
    taken: str,
    amount: int,
    why: Mapping[str, Any],
) -> list[Step]:
    """Burn the one and earn the other, for the reason that each names the other."""
    lapses = expires_at(terms, taken, view.at)
    waits = available_at(terms, taken, view.at)
    return [
        Burn(given, units, {**why, "into": [taken, amount]}, _KIND, _KIND),
        Earn(
            taken,
            amount,
            to_ms(lapses) if lapses else None,
            to_ms(waits) if waits > view.at else None,
            {**why, "from": [given, units]},
            _KIND,
            _KIND,
        ),
    ]


def _entering(made: Conversion, view: WalletView) -> list[Step]:
    segments = frozenset(view.mark(SEGMENTS) or ())
    if made.enters is None or made.enters in segments:
        return []
    return [SetMark(SEGMENTS, sorted(segments | {made.enters}))]
