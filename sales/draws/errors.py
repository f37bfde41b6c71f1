"""Refusals of draws.

NotFound ├── DrawNotFound        the program has no such draw
         └── DrawPeriodUnknown   nothing was drawn in such a period
"""

from __future__ import annotations

from foundation.errors import NotFound


class DrawNotFound(NotFound):
    """The program has no such draw."""

    code = "DRAW_NOT_FOUND"
    message = "There is no draw {draw}."


class DrawPeriodUnknown(NotFound):
    """Nothing was drawn, and no seed promised, in such a period."""

    code = "DRAW_PERIOD_UNKNOWN"
    message = "The draw has no period {period}."
