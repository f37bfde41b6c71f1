"""The demo: a year of real grocery receipts and a small brand with shoppers, as plain values.

Everything here is read or invented without a database and is the same on every machine: the
receipts and how their shoppers behave, the brand's stores, people and history, the bar that shows
how far a replay is and the table that it ends with.
"""

from __future__ import annotations

from demo.agenda import DayPlan, plan_days
from demo.basket import GiveBack, Purchase, histories, history, joined_at
from demo.behaviour import ReturnPlan, burn_wish, return_plan
from demo.histories import DemoHistories
from demo.people import SHOPPERS, Person, Shopper, person
from demo.progress import ReplayProgress
from demo.receipts import Day, DemoLine, DemoReceipt, count_receipts, iter_days
from demo.report import DemoSummary, as_markdown, print_report, save_markdown
from demo.stores import STORES, DemoStore, replay_store_id, store_id

__all__ = [
    "SHOPPERS",
    "STORES",
    "Day",
    "DayPlan",
    "DemoHistories",
    "DemoLine",
    "DemoReceipt",
    "DemoStore",
    "DemoSummary",
    "GiveBack",
    "Person",
    "Purchase",
    "ReplayProgress",
    "ReturnPlan",
    "Shopper",
    "as_markdown",
    "burn_wish",
    "count_receipts",
    "histories",
    "history",
    "iter_days",
    "joined_at",
    "person",
    "plan_days",
    "print_report",
    "replay_store_id",
    "return_plan",
    "save_markdown",
    "store_id",
]
