"""The condition that is written out: `if` with a formula that must be true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from program.conditions.expressions import Expression
from program.conditions.names import Scope
from program.conditions.selecting import is_selected
from program.conditions.terms import Selection
from program.rejections import Rejection
from program.values import Line, Situation

_OF_LINES = frozenset({"amount", "quantity"})


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that must be true; its amount and quantity are those of the lines meant."""

    expression: Expression
    currency: str
    lines: Selection = Selection()

    def holds(self, situation: Situation) -> bool:
        """Tell whether it is true; what cannot be reckoned is not."""
        if self.expression.names.isdisjoint(_OF_LINES):
            return self.expression.truth(Scope(situation, self.currency, 0))
        return self.expression.truth(scope_of(situation, self.currency, self.lines))

    def rejection(self, situation: Situation) -> Rejection:
        """Give the formula."""
        return Rejection.of("CONDITION_FAILED", detail=self.expression.text)


def scope_of(
    situation: Situation,
    currency: str,
    lines: Selection,
    amounts_minor: Sequence[int] | None = None,
) -> Scope:
    """Give what a formula is reckoned for: the lines meant, at these amounts or at their own."""
    bought: Sequence[Line] = situation.basket.lines if situation.basket else ()
    if amounts_minor is None:
        amounts_minor = [line.amount_minor for line in bought]
    meant = [
        (line, amount)
        for line, amount in zip(bought, amounts_minor, strict=True)
        if is_selected(line, lines)
    ]
    return Scope(
        situation,
        currency,
        sum(amount for _, amount in meant),
        sum((line.quantity for line, _ in meant), Decimal(0)),
    )
