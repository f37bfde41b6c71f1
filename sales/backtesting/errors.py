"""Refusals of trials.

NotFound
└── TrialNotFound   TRIAL_NOT_FOUND
"""

from __future__ import annotations

from foundation import NotFound


class TrialNotFound(NotFound):
    """There is no such backtest or report of this program."""

    code = "TRIAL_NOT_FOUND"
    message = "There is no such backtest or report of this program."
