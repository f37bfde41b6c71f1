"""Refusals of imports as a whole; what is wrong with one row is an outcome of that row.

Invalid ├── ImportFileUnreadable    neither CSV nor lines of JSON
        └── ImportColumnsMissing    no column says whose balance it is, or how much
"""

from __future__ import annotations

from foundation.errors import Invalid


class ImportFileUnreadable(Invalid):
    """The file is neither CSV with a head line nor JSON line by line."""

    code = "IMPORT_FILE_UNREADABLE"
    message = "The file cannot be read: {why}."


class ImportColumnsMissing(Invalid):
    """The columns do not say whose balance a row is, or how much."""

    code = "IMPORT_COLUMNS_MISSING"
    message = "No column gives {missing}. The file has: {columns}. Name it with --column."
