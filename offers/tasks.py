"""Doors of offers for the worker: draw pictures, issue codes, close what waited. Safe twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from offers import redemptions
from offers.drawing import draw_uses
from offers.ending import expire_redemptions
from offers.gifts import follow_codes
from offers.issuing import issue_due_batches
from wallet import write_caches

__all__ = ["expire_redemptions", "issue_due_batches", "on_entry_posted"]


def on_entry_posted(entries: Sequence[Mapping[str, Any]]) -> None:
    """Draw the uses of codes and pools and the redemptions that stand in new entries."""
    draw_uses(entries)
    for entry in entries:
        if redemptions.is_redemption_entry(entry):
            write_caches([redemptions.cache_write(entry)])
            follow_codes(redemptions.record_of(entry))
