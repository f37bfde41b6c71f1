"""What a paid membership brought and cost, as a table for the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from foundation import money
from program import paid


def print_fees(console: Console, found: paid.Worth, currency: str) -> None:
    """Print what came in by fees, what the privileges took off, and who never used them."""
    table = Table(title="What the paid membership brought and cost", title_justify="left")
    table.add_column("What")
    table.add_column("How much", justify="right")
    sums = {
        "Fees": found.fees_minor,
        "Privileges used": found.privileges_minor,
        "Left of the fees": found.net_minor,
    }
    for name, amount in sums.items():
        table.add_row(name, money.spell(amount, currency))
    counts = {
        "Memberships sold": found.sold,
        "Members who bought": found.buyers,
        "Members who used it": found.users,
        "Bought and never used": found.unused,
    }
    for name, number in counts.items():
        table.add_row(name, f"{number:,}")
    console.print(table)
