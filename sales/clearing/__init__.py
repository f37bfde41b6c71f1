"""Clearing between partners and the operator: who owes whom for units issued and accepted.

Rows are drawn from the wallet's entries, so they can be drawn again; each has a leg of the partner
and one of the operator that sum to zero. A day that is over is closed into settlements with
numbers, which never change; what comes late falls into the next ones.
"""

from sales.clearing.closing import close_day, close_due, close_programs
from sales.clearing.journal import on_entry_posted, rebuild
from sales.clearing.queries import list_settlements
from sales.clearing.rows import Row, rows_of
from sales.clearing.summing import Settlement, sum_up
from sales.clearing.values import Day, Rebuilt

__all__ = [
    "Day",
    "Rebuilt",
    "Row",
    "Settlement",
    "close_day",
    "close_due",
    "close_programs",
    "list_settlements",
    "on_entry_posted",
    "rebuild",
    "rows_of",
    "sum_up",
]
