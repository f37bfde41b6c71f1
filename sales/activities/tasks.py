"""Doors of activities for the worker: pictures, orders, marks, days. All are safe to run twice."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

from members import MemberNotFound
from program import ProgramNotEffective, list_programs
from sales.activities import records
from sales.activities.coupons import follow_codes
from sales.activities.following import follow_profile
from sales.activities.happening import keep_days
from sales.activities.orders import place_orders
from sales.activities.reaching import follow_reached
from sales.activities.returning import follow_return
from wallet import WalletNotFound, write_caches


def on_entry_posted(entries: Sequence[Mapping[str, Any]]) -> None:
    """Draw the activities of new entries, also those of tiers reached, send what follows."""
    for entry in entries:
        if records.is_activity_entry(entry):
            write_caches([records.cache_write(entry)])
            place_orders(entry)
            follow_codes(entry)
        follow_reached(entry)
        follow_return(entry)


def on_profile_changed(events: Sequence[Mapping[str, Any]]) -> None:
    """Let the wallets' marks follow who joined, and whose birth date changed."""
    for event in events:
        with contextlib.suppress(MemberNotFound, WalletNotFound):
            follow_profile(event["body"]["member_id"], event_id=event["_id"])


def keep_calendar() -> None:
    """Keep the days of every program that has begun."""
    for found in list_programs():
        with contextlib.suppress(ProgramNotEffective):
            keep_days(found.program)
