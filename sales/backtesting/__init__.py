"""Past receipts under other terms: what would have been earned, burned, given off and held.

Every decision is the live path's own (quote, close, return, daily work), made on wallets that
exist in memory only. Whoever holds past receipts gives them as a `Source`; those of the connected
database are at hand.
"""

from sales.backtesting.errors import TrialNotFound
from sales.backtesting.events import Deed, Event, GivenBack, History, Purchase, Source
from sales.backtesting.journals import Journals
from sales.backtesting.margins import MarginReport, Shares, margin_report
from sales.backtesting.measuring import RightsUsed, metrics_report, rights_used
from sales.backtesting.months import last_full_month
from sales.backtesting.playing import Stage, play
from sales.backtesting.results import differences, summarise, worth_minor
from sales.backtesting.running import BacktestFailed, Moved, Outcome, run
from sales.backtesting.tally import Tally
from sales.backtesting.trials import cancel_trial, get_trial, request_trial, run_waiting

__all__ = [
    "BacktestFailed",
    "Deed",
    "Event",
    "GivenBack",
    "History",
    "Journals",
    "MarginReport",
    "Moved",
    "Outcome",
    "Purchase",
    "RightsUsed",
    "Shares",
    "Source",
    "Stage",
    "Tally",
    "TrialNotFound",
    "cancel_trial",
    "differences",
    "get_trial",
    "last_full_month",
    "margin_report",
    "metrics_report",
    "play",
    "request_trial",
    "rights_used",
    "run",
    "run_waiting",
    "summarise",
    "worth_minor",
]
