"""When units turn into others, and back again when the purchases that gave them come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from program.terms import Terms


@dataclass(frozen=True, slots=True)
class Conversion:
    """`units` of an account become an `amount` of `into`; the member enters a segment, if any."""

    account: str
    units: int
    into: str
    amount: int
    enters: str | None = None


def conversions(terms: Terms, balances: Mapping[str, int]) -> tuple[Conversion, ...]:
    """Give what becomes of these balances, which are net of debt and hold what is earned now."""
    found = []
    for code, account in sorted(terms.accounts.items()):
        rule = account.converts
        times = max(balances.get(code, 0), 0) // rule.every if rule else 0
        if rule and times:
            units, amount = times * rule.every, times * rule.amount
            found.append(Conversion(code, units, rule.into, amount, rule.enters))
    return tuple(found)


def taken_apart(
    terms: Terms, balances: Mapping[str, int], clawed: Mapping[str, int]
) -> tuple[Conversion, ...]:
    """Give the conversions to undo so that there is enough to take back.

    Only what has not been claimed is taken apart; what is then still lacking is owed.
    """
    found = []
    for code, wanted in sorted(clawed.items()):
        rule = terms.accounts[code].converts
        lacking = wanted - max(balances.get(code, 0), 0)
        if rule is None or lacking <= 0:
            continue
        left = max(balances.get(rule.into, 0), 0) // rule.amount
        times = min(-(-lacking // rule.every), left)
        if times:
            units, amount = times * rule.every, times * rule.amount
            found.append(Conversion(code, units, rule.into, amount))
    return tuple(found)
