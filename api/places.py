"""Places in lists that are ordered by moment and id, newest first, as opaque cursors."""

from __future__ import annotations

from datetime import datetime

from api.answers import decode_cursor, encode_cursor
from api.refusals import CursorInvalid
from wallet import to_moment, to_ms

_LAST_MS = 1 << 47


def cursor_at(at: datetime, row_id: str) -> str:
    """Make a cursor of moment and id of the last row of a page."""
    return encode_cursor(to_ms(at), row_id)


def place_at(cursor: str) -> tuple[datetime, str]:
    """Read moment and id from a cursor. Raises `CursorInvalid`."""
    match decode_cursor(cursor):
        case [int() as ms, str() as row_id] if 0 <= ms < _LAST_MS:
            return to_moment(ms), row_id
    raise CursorInvalid
