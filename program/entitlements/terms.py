"""What a tier or a paid membership gives: countable rights, once or in every period."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Give:
    """So many units of an account.

    `every` is month, quarter or year (of the calendar), term (of a paid membership) or empty:
    given once. `on_leave` takes back what is unused when what gave it ends, or leaves it.
    `cost` is what one costs whoever runs the program.
    """

    account: str
    count: int
    every: str = ""
    on_leave: str = "take_back"
    cost: Decimal = Decimal(0)

    @property
    def key(self) -> str:
        """Under which the wallet remembers what has been given."""
        return f"{self.account}/{self.every}"
