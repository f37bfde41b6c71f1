"""Whether an occasion is meant, and what stands in the way."""

from __future__ import annotations

from program.conditions.terms import Occasion
from program.rejections import Rejection
from program.values import Situation


def is_occasion(occasion: Occasion, situation: Situation) -> bool:
    """Tell whether every condition holds."""
    # A loop: a generator would cost more than most conditions.
    for condition in occasion.conditions:  # noqa: SIM110
        if not condition.holds(situation):
            return False
    return True


def why_not(occasion: Occasion, situation: Situation) -> Rejection | None:
    """Give the first condition that fails as a rejection, or None when all hold."""
    for condition in occasion.conditions:
        if not condition.holds(situation):
            return condition.rejection(situation)
    return None
