"""What clearing tells: days with their settlements, and what a rebuilding found."""

from __future__ import annotations

from dataclasses import dataclass

from sales.clearing.summing import Settlement


@dataclass(frozen=True)
class Day:
    """The settlements of a day; `is_closed` ones never change. The whole sums to zero."""

    day: str
    is_closed: bool
    settlements: tuple[Settlement, ...]

    @property
    def operator_net(self) -> int:
        """What the operator is to receive, in millionths of the smallest money unit."""
        return -sum(found.net for found in self.settlements)

    @property
    def operator_net_minor(self) -> int:
        """What the operator is paid: the other side of what the partners are."""
        return -sum(found.net_minor for found in self.settlements)


@dataclass(frozen=True)
class Rebuilt:
    """What drawing all rows again has found: rows in all, those that were missing or different.

    `frozen` are different rows that stand in closed settlements: they were left as they are.
    """

    rows: int = 0
    missing: int = 0
    different: int = 0
    frozen: int = 0
