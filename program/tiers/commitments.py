"""Whether a promise was kept: units of a period against what was to be reached in it."""

from __future__ import annotations

from dataclasses import dataclass

from program.tiers.terms import Commitment


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment in one period: `state` is open, ok or breach."""

    id: str
    period: str
    units: int
    least: int
    state: str

    @property
    def missing(self) -> int:
        """What is or was missing."""
        return max(self.least - self.units, 0)


def judged(commitment: Commitment, period: str, units: int, *, is_over: bool) -> Promise:
    """Judge a period: what is reached is ok at once, what is not is a breach when it is over."""
    short = "breach" if is_over else "open"
    state = "ok" if units >= commitment.least else short
    return Promise(commitment.id, period, units, commitment.least, state)
