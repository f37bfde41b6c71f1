"""Draw who used what from the entries of wallets. Safe to run twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from offers import slots
from offers.presenting import COLLECTION as CODES
from offers.stock import COLLECTION as STOCK

_COLLECTIONS = {"cod": CODES, "rwd": STOCK}


def draw_uses(entries: Sequence[Mapping[str, Any]]) -> None:
    """Draw the uses of codes and of pools that stand in new entries."""
    for entry in sorted(entries, key=lambda entry: (entry["rec"], entry["s"])):
        for key in entry["k"]:
            place = slots.read_key(key) if key[:4] in ("cod_", "rwd_") else None
            if place is not None:
                _draw(place, entry)


def _draw(place: slots.Place, entry: Mapping[str, Any]) -> None:
    collection = _COLLECTIONS[place.scope[:3]]
    at = entry.get("eff") or entry["ts"]
    if place.is_given_back:
        slots.draw_given_back(place, collection, at=at)
        return
    ref = next((key for key in entry["k"] if key[:4] in ("rcp_", "rdm_")), "").partition("#")[0]
    slots.draw_taken(place, collection, member_id=entry["a"], at=at, ref=ref or None)
