"""Balances that members bring from another system: one opening lot per row, each row once.

A file is read as a stream. A row is known by the source and its number there, for ever: running
the same file again, or a longer one, adds only what is new.
"""

from sales.importing.columns import FIELDS, SHAPES, Columns, columns_for
from sales.importing.errors import ImportColumnsMissing, ImportFileUnreadable
from sales.importing.reading import read_rows, size_of
from sales.importing.rows import BalanceRow, RowInvalid, balance_row
from sales.importing.service import Importing, Outcome, import_rows

__all__ = [
    "FIELDS",
    "SHAPES",
    "BalanceRow",
    "Columns",
    "ImportColumnsMissing",
    "ImportFileUnreadable",
    "Importing",
    "Outcome",
    "RowInvalid",
    "balance_row",
    "columns_for",
    "import_rows",
    "read_rows",
    "size_of",
]
